using Orleans;
using Orleans.Concurrency;

namespace Tests.Engine;

internal interface IWorker : IGrainWithStringKey
{
    Task Work(string name, string gate);

    [AlwaysInterleave]
    Task SlipIn(string name, string gate);

    [ReadOnly]
    Task Look(string name, string gate);

    Task<bool> ComesBackAfterAwaits(int awaits);

    ValueTask<int> CountTo(int times);
}

/// <summary>Notes when a piece of work starts and ends, and waits at its gate in between.</summary>
internal sealed class WorkerGrain(Probe probe) : Grain, IWorker
{
    private int _inside;
    private int _count;

    public Task Work(string name, string gate) => Step(name, gate);

    public Task SlipIn(string name, string gate) => Step(name, gate);

    public Task Look(string name, string gate) => Step(name, gate);

    public async Task<bool> ComesBackAfterAwaits(int awaits)
    {
        var mine = TaskScheduler.Current;
        var together = 0;
        await Task.WhenAll(Enumerable.Range(0, awaits).Select(async _ =>
        {
            await Task.Yield();
            if (Interlocked.Increment(ref _inside) > 1 || TaskScheduler.Current != mine)
            {
                Interlocked.Increment(ref together);
            }

            Thread.SpinWait(2000);
            Interlocked.Decrement(ref _inside);
            await probe.Gate("open");
            if (TaskScheduler.Current != mine)
            {
                Interlocked.Increment(ref together);
            }
        }));
        return together == 0 && mine != TaskScheduler.Default;
    }

    public async ValueTask<int> CountTo(int times)
    {
        // Lost increments would show that two turns ran at once.
        for (var i = 0; i < times; i++)
        {
            var seen = _count;
            await Task.Yield();
            _count = seen + 1;
        }

        return _count;
    }

    private async Task Step(string name, string gate)
    {
        probe.Note($"{name} starts");
        await probe.Gate(gate);
        probe.Note($"{name} ends");
    }
}

/// <remarks>Where order matters the grain is called once before: Orleans keeps it only for an activation that is there.</remarks>
public sealed class TurnTests
{
    [Fact]
    public async Task A_call_starts_only_when_the_one_before_has_ended()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        await worker.CountTo(0);
        host.Probe.Open("open");
        var first = worker.Work("first", "gate");
        var second = worker.Work("second", "open");
        await host.Probe.Until("first starts");
        host.Probe.Open("gate");
        await Task.WhenAll(first, second);
        Assert.Equal(["first starts", "first ends", "second starts", "second ends"], host.Probe.Happened);
    }

    [Fact]
    public async Task Calls_run_in_order_of_arrival()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        await worker.CountTo(0);
        var calls = Enumerable.Range(0, 1000).Select(number => worker.Work($"{number}", "open")).ToList();
        host.Probe.Open("open");
        await Task.WhenAll(calls);
        Assert.Equal(
            Enumerable.Range(0, 1000).SelectMany(number => new[] { $"{number} starts", $"{number} ends" }), host.Probe.Happened);
    }

    [Fact]
    public async Task What_follows_an_await_in_a_grain_runs_on_the_grain_and_alone()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var working = host.Grain<IWorker>("a").ComesBackAfterAwaits(500);
        host.Probe.Open("open");
        Assert.True(await working);
    }

    [Fact]
    public async Task Calls_from_many_threads_never_run_at_once()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        await Parallel.ForAsync(0, 200, async (_, _) => await worker.CountTo(20));
        Assert.Equal(4001, await worker.CountTo(1));
    }

    [Fact]
    public async Task An_interleaving_call_starts_while_another_call_awaits()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        host.Probe.Open("open");
        var slow = worker.Work("slow", "gate");
        await host.Probe.Until("slow starts");
        await worker.SlipIn("slip", "open");
        host.Probe.Open("gate");
        await slow;
        Assert.Equal(["slow starts", "slip starts", "slip ends", "slow ends"], host.Probe.Happened);
    }

    [Fact]
    public async Task A_regular_call_starts_while_only_interleaving_calls_are_under_way()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        host.Probe.Open("open");
        var slip = worker.SlipIn("slip", "gate");
        await host.Probe.Until("slip starts");
        await worker.Work("regular", "open");
        host.Probe.Open("gate");
        await slip;
        Assert.Equal(["slip starts", "regular starts", "regular ends", "slip ends"], host.Probe.Happened);
    }

    [Fact]
    public async Task Reads_run_beside_reads_and_a_write_waits_for_them()
    {
        await using var host = await EngineHost.With<WorkerGrain>();
        var worker = host.Grain<IWorker>("a");
        host.Probe.Open("open");
        var first = worker.Look("read 1", "gate");
        await host.Probe.Until("read 1 starts");
        await worker.Look("read 2", "open");
        var write = worker.Work("write", "open");
        host.Probe.Open("gate");
        await Task.WhenAll(first, write);
        Assert.Equal(["read 1 starts", "read 2 starts", "read 2 ends", "read 1 ends", "write starts", "write ends"], host.Probe.Happened);
    }
}
