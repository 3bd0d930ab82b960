using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Tests.Engine;

[GenerateSerializer]
internal sealed class Tally
{
    [Id(0)]
    public int Total { get; set; }
}

internal interface ITally : IGrainWithStringKey
{
    Task<int> Add(int number);

    Task<int> Total();

    Task<bool> Swallow();

    Task<string?> Clear();

    Task AddAfterGate(int number);

    Task Leave();
}

internal sealed class TallyGrain([PersistentState("tally", "small")] IPersistentState<Tally> tally, Probe probe) : Grain, ITally
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Note($"activated with {tally.State.Total}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"discarded: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task<int> Add(int number)
    {
        tally.State.Total += number;
        await tally.WriteStateAsync();
        return tally.State.Total;
    }

    public Task<int> Total() => Task.FromResult(tally.State.Total);

    public async Task<bool> Swallow()
    {
        tally.State.Total = 1000;
        try
        {
            await tally.WriteStateAsync();
        }
        catch (OrleansException)
        {
            return tally.State.Total == 1000;
        }

        return false;
    }

    public async Task<string?> Clear()
    {
        await tally.ClearStateAsync();
        return tally.RecordExists ? "exists" : tally.Etag;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task AddAfterGate(int number)
    {
        probe.Note("at the gate");
        await probe.Gate("add");
        await Add(number);
    }
}

public sealed class StateTests
{
    [Fact]
    public async Task A_state_is_read_before_activation_and_survives_the_activation()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        Assert.Equal(5, await host.Grain<ITally>("a").Add(5));
        await host.Grain<ITally>("a").Leave();
        Assert.Equal(7, await host.Grain<ITally>("a").Add(2));
        Assert.Contains("activated with 5", host.Probe.Happened);
    }


    [Fact]
    public async Task A_failed_write_discards_the_activation_and_the_next_call_sees_what_is_stored()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        var tally = host.Grain<ITally>("a");
        await tally.Add(5);
        host.Storage.FailOnce(new InconsistentStateException("not the version", "2", "1"));
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => tally.Add(100));
        Assert.Equal("2", error.StoredEtag);
        Assert.Equal(5, await tally.Total());
        Assert.Equal(["activated with 0", "discarded: ApplicationError", "activated with 5"], host.Probe.Happened);
    }

    [Fact]
    public async Task A_failed_read_fails_the_activation_and_the_next_call_reads_again()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        host.Storage.FailOnce(new IOException("disk"));
        Assert.IsType<IOException>((await Assert.ThrowsAsync<OrleansException>(() => host.Grain<ITally>("a").Total())).InnerException);
        Assert.Equal(0, await host.Grain<ITally>("a").Total());
        Assert.Equal(2, host.Storage.Reads);
    }

    [Fact]
    public async Task A_cleared_state_has_no_record()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        await host.Grain<ITally>("a").Add(5);
        Assert.Null(await host.Grain<ITally>("a").Clear());
    }
}
