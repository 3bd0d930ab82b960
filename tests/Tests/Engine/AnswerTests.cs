using Orleans;

namespace Tests.Engine;

internal interface IAnswering : IGrainWithStringKey
{
    Task Throw();

    Task<int> ThrowAtOnce();

    ValueTask<int> ThrowLate();

    Task<int> WaitFor(CancellationToken cancellationToken);

    Task Hold();

    Task Count(CancellationToken cancellationToken);
}

[GenerateSerializer]
internal sealed class SpecialException(int code) : Exception($"special {code}")
{
    [Id(0)]
    public int Code { get; } = code;
}

internal sealed class AnsweringGrain(Probe probe) : Grain, IAnswering
{
    public async Task Throw()
    {
        await Task.Yield();
        throw new SpecialException(1);
    }

    public Task<int> ThrowAtOnce() => throw new SpecialException(2);

    public async ValueTask<int> ThrowLate()
    {
        await Task.Yield();
        throw new SpecialException(3);
    }

    public async Task<int> WaitFor(CancellationToken cancellationToken)
    {
        probe.Note("waiting");
        try
        {
            await probe.Gate("never", cancellationToken);
        }
        catch (OperationCanceledException)
        {
            probe.Note("the grain saw it");
            throw;
        }

        return 1;
    }

    public Task Hold()
    {
        probe.Note("holding");
        return probe.Gate("let go");
    }

    public Task Count(CancellationToken cancellationToken)
    {
        probe.Note("counted");
        return Task.CompletedTask;
    }
}

public sealed class AnswerTests
{
    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_its_content_and_its_stack()
    {
        await using var host = await EngineHost.With<AnsweringGrain>();
        var grain = host.Grain<IAnswering>("a");
        var late = await Assert.ThrowsAsync<SpecialException>(grain.Throw);
        Assert.Equal(1, late.Code);
        Assert.Contains(nameof(AnsweringGrain), late.StackTrace);
        Assert.Equal(2, (await Assert.ThrowsAsync<SpecialException>(grain.ThrowAtOnce)).Code);
        Assert.Equal(3, (await Assert.ThrowsAsync<SpecialException>(async () => await grain.ThrowLate())).Code);
    }

    [Fact]
    public async Task A_grain_that_threw_answers_the_next_call()
    {
        await using var host = await EngineHost.With<AnsweringGrain>();
        await Assert.ThrowsAsync<SpecialException>(host.Grain<IAnswering>("a").ThrowAtOnce);
        await host.Grain<IAnswering>("a").Count(default);
        Assert.Equal(["counted"], host.Probe.Happened);
    }

    [Fact]
    public async Task Cancellation_reaches_the_grain_and_frees_the_caller()
    {
        await using var host = await EngineHost.With<AnsweringGrain>();
        using var cancelling = new CancellationTokenSource();
        var call = host.Grain<IAnswering>("a").WaitFor(cancelling.Token);
        await host.Probe.Until("waiting");
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await host.Probe.Until("the grain saw it");
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_answers_at_once()
    {
        await using var host = await EngineHost.With<AnsweringGrain>();
        using var cancelling = new CancellationTokenSource();
        var grain = host.Grain<IAnswering>("a");
        var holding = grain.Hold();
        await host.Probe.Until("holding");
        var call = grain.Count(cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        host.Probe.Open("let go");
        await holding;
    }

    [Fact]
    public async Task A_call_cancelled_before_it_is_made_is_not_made()
    {
        await using var host = await EngineHost.With<AnsweringGrain>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Grain<IAnswering>("a").Count(new(canceled: true)));
        Assert.Empty(host.Probe.Happened);
    }
}
