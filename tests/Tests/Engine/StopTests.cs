using Orleans.Runtime;

namespace Tests.Engine;

public sealed class StopTests
{
    [Fact]
    public async Task A_stopping_engine_refuses_calls_from_outside_and_finishes_those_it_has()
    {
        await using var host = EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        var held = new[] { worker.Work("1", "gate"), worker.Work("2", "gate") };
        await host.Probe.Until("1 starts");
        var stopping = host.Engine.StopAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => worker.Work("3", "gate"));
        Assert.False(stopping.IsCompleted);
        host.Probe.Open("gate");
        await stopping;
        await Task.WhenAll(held);
        Assert.Equal(["1 starts", "1 ends", "2 starts", "2 ends"], host.Probe.Happened);
    }

    [Fact]
    public async Task Calls_between_grains_go_on_while_the_engine_drains()
    {
        await using var host = EngineHost.With<LinkGrain>();
        await host.Grain<ILink>("noted b").Follow([]);
        var calling = host.Grain<ILink>("a").CallBackWhenOpen("noted b");
        var stopping = host.Engine.StopAsync();
        host.Probe.Open("call back");
        await stopping;
        await calling;
        // Once: a grain that may still be called is not sent away first.
        Assert.Equal(["noted b activated", "called back noted b"], host.Probe.Happened);
    }

    [Fact]
    public async Task Stopping_deactivates_every_grain_those_kept_alive_too()
    {
        await using var host = new EngineHost([typeof(IdlerGrain), typeof(KeptGrain)]);
        await host.Grain<IIdler>("a").Touch();
        await host.Grain<IIdler>("b").Touch();
        await host.Grain<IKept>("c").Touch();
        await host.Engine.StopAsync();
        Assert.Equal(["a gone: ShuttingDown", "b gone: ShuttingDown", "kept c gone"], host.Probe.Happened.Order());
    }

    [Fact]
    public async Task Stopping_ends_in_time_even_if_a_call_does_not_and_answers_those_that_wait()
    {
        await using var host = EngineHost.With<WorkerGrain>(options => options.StopTimeout = TimeSpan.FromMilliseconds(50));
        var worker = host.Grain<IWorker>("a");
        var held = new[] { worker.Work("1", "never"), worker.Work("2", "never") };
        await host.Probe.Until("1 starts");
        await host.Engine.StopAsync();
        foreach (var call in held)
        {
            await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        }
    }
}
