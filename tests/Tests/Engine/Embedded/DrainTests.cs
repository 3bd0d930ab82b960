using Orleans.Runtime;

namespace Tests.Engine.Embedded;

/// <summary>How the engine ends: gracefully within its time, then at once.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Calls_between_grains_go_on_while_the_engine_drains()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        await host.Grain<ILink>("noted b").Follow([]);
        var calling = host.Grain<ILink>("a").CallBackWhenOpen("noted b");
        var stopping = host.StopAsync();
        host.Probe.Open("call back");
        await stopping;
        await calling;
        // Once: a grain that may still be called is not sent away first.
        Assert.Equal(["noted b activated", "called back noted b"], host.Probe.Happened);
    }

    [Fact]
    public async Task Stopping_ends_in_time_even_if_a_call_does_not_and_answers_those_that_wait()
    {
        await using var host = await EmbeddedHost.With<WorkerGrain>(options => options.StopTimeout = TimeSpan.FromMilliseconds(50));
        var worker = host.Grain<IWorker>("a");
        var held = new[] { worker.Work("1", "never"), worker.Work("2", "never") };
        await host.Probe.Until("1 starts");
        await host.StopAsync();
        foreach (var call in held)
        {
            await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        }
    }

    [Fact]
    public async Task A_tick_that_runs_until_it_is_told_does_not_hold_up_the_stop()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        await host.Grain<ITicking>("a").StartEndless();
        await host.Probe.Until("endless");
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_stopping_engine_refuses_calls_from_outside_and_finishes_those_it_has()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        var held = new[] { worker.Work("1", "gate"), worker.Work("2", "gate") };
        await host.Probe.Until("1 starts");
        var stopping = host.StopAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => worker.Work("3", "gate"));
        Assert.False(stopping.IsCompleted);
        host.Probe.Open("gate");
        await stopping;
        await Task.WhenAll(held);
        Assert.Equal(["1 starts", "1 ends", "2 starts", "2 ends"], host.Probe.Happened);
    }
}
