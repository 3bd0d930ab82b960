using Orleans;
using Orleans.Runtime;

namespace Tests.Engine;

internal interface ICounted : IGrainWithStringKey
{
    Task<int> Next();

    Task<string> Key();

    Task Leave();
}

internal interface ICountedToo : IGrainWithStringKey
{
    Task<int> Next();
}

internal interface IOther : IGrainWithStringKey
{
    Task<int> Next();
}

internal sealed class CountedGrain(Probe probe, Scoped scoped) : Grain, ICounted, ICountedToo, IDisposable
{
    private int _count;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Note($"{this.GetPrimaryKeyString()} activated");
        return probe.Gate($"{this.GetPrimaryKeyString()} may activate");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"{this.GetPrimaryKeyString()} deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Next() => Task.FromResult(++_count);

    public Task<string> Key() => Task.FromResult(this.GetGrainId().ToString());

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public void Dispose() => probe.Note(scoped.IsDisposed ? "scope disposed before the grain" : "grain disposed");
}

internal sealed class OtherGrain : Grain, IOther
{
    private int _count;

    public Task<int> Next() => Task.FromResult(++_count);
}

internal interface IFragile : IGrainWithStringKey
{
    Task<string> Hello();
}

internal sealed class FragileGrain(Probe probe) : Grain, IFragile
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var firstTime = !probe.Happened.Contains("tried");
        probe.Note("tried");
        await probe.Gate("fail");
        if (firstTime)
        {
            throw new InvalidDataException("broken at birth");
        }
    }

    public Task<string> Hello() => Task.FromResult("hello");
}

public sealed class ActivationTests
{
    [Fact]
    public async Task A_key_has_one_activation_however_many_call_it_first()
    {
        await using var host = await EngineHost.With<CountedGrain>();
        host.Probe.Open("a may activate");
        var answers = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Parallel.ForAsync(0, 500, async (_, _) => answers.Add(await host.Grain<ICounted>("a").Next()));
        Assert.Equal(Enumerable.Range(1, 500), answers.Order());
        Assert.Equal(["a activated"], host.Probe.Happened);
    }

    [Fact]
    public async Task References_by_any_interface_of_a_class_reach_the_same_activation()
    {
        await using var host = await EngineHost.With<CountedGrain>();
        host.Probe.Open("a may activate");
        Assert.Equal(1, await host.Grain<ICounted>("a").Next());
        Assert.Equal(2, await host.Grain<ICountedToo>("a").Next());
    }

    [Fact]
    public async Task Other_keys_and_other_classes_have_activations_of_their_own()
    {
        await using var host = await EngineHost.With([typeof(CountedGrain), typeof(OtherGrain)]);
        host.Probe.Open("a may activate");
        host.Probe.Open("b may activate");
        Assert.Equal(1, await host.Grain<ICounted>("a").Next());
        Assert.Equal(1, await host.Grain<ICounted>("b").Next());
        Assert.Equal(1, await host.Grain<IOther>("a").Next());
    }

    [Fact]
    public async Task A_grain_id_is_written_as_Orleans_writes_it()
    {
        await using var host = await EngineHost.With<CountedGrain>();
        host.Probe.Open("acme/counted/7 may activate");
        Assert.Equal("counted/acme/counted/7", await host.Grain<ICounted>("acme/counted/7").Key());
        Assert.Equal(GrainId.Create("counted", "acme/counted/7"), host.Grain<ICounted>("acme/counted/7").GetGrainId());
    }

    [Fact]
    public async Task A_failed_activation_reaches_its_caller_and_the_next_call_tries_again()
    {
        await using var host = await EngineHost.With<FragileGrain>();
        host.Probe.Open("fail");
        var fragile = host.Grain<IFragile>("a");
        Assert.Equal("broken at birth", (await Assert.ThrowsAsync<InvalidDataException>(fragile.Hello)).Message);
        Assert.Equal("hello", await fragile.Hello());
        Assert.Equal(["tried", "tried"], host.Probe.Happened);
    }

    [Fact]
    public async Task Calls_that_waited_for_a_leaving_activation_all_reach_the_next_one()
    {
        await using var host = await EngineHost.With<CountedGrain>();
        var counted = host.Grain<ICounted>("a");
        host.Probe.Open("a may activate");
        await counted.Next();
        var leaving = counted.Leave();
        var rest = Enumerable.Range(0, 100).Select(_ => counted.Next()).ToList();
        await leaving;
        Assert.Equal(Enumerable.Range(1, 100), (await Task.WhenAll(rest)).Order());
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails_its_callers()
    {
        await using var host = await EngineHost.With<FragileGrain>(new() { Activation = TimeSpan.FromMilliseconds(1) });
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => host.Grain<IFragile>("a").Hello());
        Assert.True(failure is TimeoutException or OperationCanceledException, $"It is {failure}");
    }

    [Fact]
    public async Task DeactivateOnIdle_ends_the_activation_after_the_call_and_the_next_call_has_a_fresh_one()
    {
        await using var host = await EngineHost.With<CountedGrain>();
        host.Probe.Open("a may activate");
        var counted = host.Grain<ICounted>("a");
        Assert.Equal(1, await counted.Next());
        await counted.Leave();
        Assert.Equal(1, await counted.Next());
        Assert.Equal(["a activated", "a deactivated: ApplicationRequested", "grain disposed", "a activated"], host.Probe.Happened);
    }

    [Fact]
    public async Task An_interface_without_a_class_and_an_empty_key_are_refused()
    {
        await using var host = await EngineHost.With<OtherGrain>();
        Assert.Throws<ArgumentException>(() => host.Grain<ICounted>("a"));
        Assert.Throws<ArgumentException>(() => host.Grain<IOther>(" "));
    }
}
