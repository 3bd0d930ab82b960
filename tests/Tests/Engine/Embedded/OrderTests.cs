namespace Tests.Engine.Embedded;

/// <summary>Orleans orders calls only for an activation that is there, and lets a read pass a write that waits.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task Calls_run_in_order_of_arrival_even_before_the_grain_is_there()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        var calls = Enumerable.Range(0, 1000).Select(number => worker.Work($"{number}", "open")).ToList();
        host.Probe.Open("open");
        await Task.WhenAll(calls);
        Assert.Equal(
            Enumerable.Range(0, 1000).SelectMany(number => new[] { $"{number} starts", $"{number} ends" }), host.Probe.Happened);
    }

    [Fact]
    public async Task Reads_run_beside_reads_but_not_past_a_write_that_came_before()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        host.Probe.Open("open");
        var first = worker.Look("read 1", "gate");
        await host.Probe.Until("read 1 starts");
        await worker.Look("read 2", "open");
        var write = worker.Work("write", "open");
        var late = worker.Look("read 3", "open");
        host.Probe.Open("gate");
        await Task.WhenAll(first, write, late);
        Assert.Equal(
            ["read 1 starts", "read 2 starts", "read 2 ends", "read 1 ends", "write starts", "write ends", "read 3 starts", "read 3 ends"],
            host.Probe.Happened);
    }

    [Fact]
    public async Task Calls_that_waited_for_a_leaving_activation_reach_the_next_one_in_order_of_arrival()
    {
        await using var host = await EngineHost.With<CountedGrain>();
        var counted = host.Grain<ICounted>("a");
        var first = counted.Next();
        var leaving = counted.Leave();
        var rest = Enumerable.Range(0, 100).Select(_ => counted.Next()).ToList();
        host.Probe.Open("a may activate");
        Assert.Equal(1, await first);
        await leaving;
        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(rest));
    }

    [Fact]
    public async Task A_failed_activation_reaches_all_who_wait_and_the_next_call_tries_again()
    {
        await using var host = await EngineHost.With<FragileGrain>();
        var fragile = host.Grain<IFragile>("a");
        var waiting = new[] { fragile.Hello(), fragile.Hello() };
        host.Probe.Open("fail");
        foreach (var call in waiting)
        {
            Assert.Equal("broken at birth", (await Assert.ThrowsAsync<InvalidDataException>(() => call)).Message);
        }

        Assert.Equal("hello", await fragile.Hello());
        Assert.Equal(["tried", "tried"], host.Probe.Happened);
    }

    [Fact]
    public async Task An_interleaving_call_that_came_during_activation_does_not_wait_for_the_calls_before_it()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        host.Probe.Open("open");
        var calls = new[] { worker.Work("first", "gate"), worker.Work("second", "gate"), worker.SlipIn("slip", "open") };
        await host.Probe.Until("slip ends");
        Assert.DoesNotContain("second starts", host.Probe.Happened);
        host.Probe.Open("gate");
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_never_starts()
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
        await grain.Hold();
        Assert.DoesNotContain("counted", host.Probe.Happened);
    }
}
