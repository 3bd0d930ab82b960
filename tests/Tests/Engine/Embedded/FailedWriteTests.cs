using Orleans.Runtime;

namespace Tests.Engine.Embedded;

/// <summary>After any failed write nobody knows what is stored. Orleans discards an activation only when the versions differ.</summary>
public sealed class FailedWriteTests
{
    [Fact]
    public async Task A_failed_write_that_the_grain_swallows_discards_the_activation_too()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        var tally = host.Grain<ITally>("a");
        await tally.Add(5);
        host.Storage.FailOnce(new IOException("disk"));
        Assert.True(await tally.Swallow());
        Assert.Equal(5, await tally.Total());
    }

    [Fact]
    public async Task Calls_that_waited_behind_a_failed_write_run_on_the_fresh_activation()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        var tally = host.Grain<ITally>("a");
        await tally.Add(5);
        var failing = tally.AddAfterGate(100);
        await host.Probe.Until("at the gate");
        var behind = tally.Add(1);
        host.Storage.FailOnce(new IOException("disk"));
        host.Probe.Open("add");
        var error = await Assert.ThrowsAsync<OrleansException>(() => failing);
        Assert.IsType<IOException>(error.InnerException);
        Assert.Equal(6, await behind);
    }
}
