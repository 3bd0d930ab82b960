using Orleans.Runtime;

namespace Tests.Engine;

public sealed class LimitTests
{
    [Fact]
    public async Task A_full_activation_refuses_the_next_call_and_serves_those_it_has()
    {
        await using var host = await EngineHost.With<WorkerGrain>(new() { Calls = 3 });
        var worker = host.Grain<IWorker>("a");
        await worker.CountTo(0);
        var held = new[] { worker.Work("1", "gate"), worker.Work("2", "gate"), worker.Work("3", "gate") };
        await Assert.ThrowsAsync<LimitExceededException>(() => worker.Work("4", "gate"));
        host.Probe.Open("gate");
        await Task.WhenAll(held);
        await worker.Work("5", "gate");
        Assert.DoesNotContain("4 starts", host.Probe.Happened);
    }

    [Fact]
    public async Task A_full_activation_is_no_limit_for_others()
    {
        await using var host = await EngineHost.With<WorkerGrain>(new() { Calls = 1 });
        var held = host.Grain<IWorker>("a").Work("1", "gate");
        host.Probe.Open("open");
        await host.Grain<IWorker>("b").Work("2", "open");
        host.Probe.Open("gate");
        await held;
    }
}
