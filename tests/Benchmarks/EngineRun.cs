using System.CommandLine;

namespace Benchmarks;

/// <summary>
/// What the grain engine costs by itself, beside actors written by hand on channels. Their rounds take turns, so that whatever else
/// the machine does hits both; each figure is the median of the rounds, each ratio that of the rounds' ratios.
/// </summary>
internal static class EngineRun
{
    private const int ManyCallers = 64;
    private const int ManyGrains = 1_000;
    private const int WarmUps = 2;
    private const int NoCap = int.MaxValue;

    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds of warm calls; half as many of activations", DefaultValueFactory = _ => 9 };
        var calls = new Option<int>("--calls") { Description = "Calls a round", DefaultValueFactory = _ => 1_000_000 };
        var activations = new Option<int>("--activations") { Description = "Activations a round; also the cap that is gone beyond", DefaultValueFactory = _ => 200_000 };
        var command = new Command("engine", "The grain engine alone: calls, activations and bytes, beside actors on channels") { rounds, calls, activations };
        command.SetAction(parsed => Go(parsed.GetValue(rounds), parsed.GetValue(calls), parsed.GetValue(activations)));
        return command;
    }

    private static async Task<int> Go(int rounds, int calls, int activations)
    {
        Row(EngineHost.Name, "engine", "channels", "ratio");
        await WarmCalls(1, 1, rounds, calls);
        await WarmCalls(ManyCallers, ManyGrains, rounds, calls);
        await FirstCalls(Math.Max(rounds / 2, 1), activations);
        await Memory(activations);
        if (EngineHost.HasCap)
        {
            await BeyondTheCap(Math.Max(rounds / 2, 1), activations);
        }

        return 0;
    }

    private static async Task WarmCalls(int callers, int grains, int rounds, int calls)
    {
        await using var host = await EngineHost.Start(NoCap);
        var references = Enumerable.Range(0, grains).Select(number => host.Grains.GetGrain<IPing>($"{number}")).ToArray();
        var actors = Enumerable.Range(0, grains).Select(_ => new ChannelActor()).ToArray();
        var (engine, peer) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < rounds + WarmUps; round++)
        {
            engine.Add(await Sample.OfCalls(callers, calls, number => references[number % grains].Ping(number)));
            peer.Add(await Sample.OfCalls(callers, calls, number => actors[number % grains].Ping(number)));
        }

        Report($"calls, callers: {callers:N0}, grains: {grains:N0}", engine, peer);
        await host.Stop();
    }

    private static async Task FirstCalls(int rounds, int activations)
    {
        var (engine, peer, endings) = (new List<Sample>(), new List<Sample>(), new List<Sample>());
        for (var round = 0; round < rounds + WarmUps; round++)
        {
            await using var host = await EngineHost.Start(NoCap);
            var actors = new ChannelActors();
            engine.Add(await Sample.OfCalls(ManyCallers, activations, number => Ping(host, number)));
            peer.Add(await Sample.OfCalls(ManyCallers, activations, number => actors.Get($"{number}").Ping(number)));
            endings.Add(await Sample.Of(activations, host.Stop));
        }

        Report($"activations, callers: {ManyCallers}", engine, peer);
        Report("deactivations", endings);
    }

    private static async Task Memory(int activations)
    {
        await using var host = await EngineHost.Start(NoCap);
        var actors = new ChannelActors();
        var engine = await Held(activations, number => Ping(host, number));
        var peer = await Held(activations, number => actors.Get($"{number}").Ping(number));
        Row("bytes an activation holds, with its key", $"{engine:N0}", $"{peer:N0}", $"{engine / peer:N2}");
        var (before, pause) = (Environment.CpuUsage.TotalTime, TimeSpan.FromSeconds(3));
        await Task.Delay(pause);
        Row($"processor while {activations:N0} of both idle", $"{(Environment.CpuUsage.TotalTime - before) / pause:P2}");
        GC.KeepAlive(actors);
        await host.Stop();
    }

    private static async Task BeyondTheCap(int rounds, int cap)
    {
        var (below, beyond) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < rounds + WarmUps; round++)
        {
            await using var host = await EngineHost.Start(cap);
            below.Add(await Sample.OfCalls(ManyCallers, cap, number => Ping(host, number)));
            beyond.Add(await Sample.OfCalls(ManyCallers, 2 * cap, async number => await Ping(host, cap + number) - cap));
            await host.Stop();
        }

        Report($"activations up to a cap of {cap:N0}", below);
        Report("beyond it, where one goes for each that comes", beyond);
    }

    private static Task<int> Ping(EngineHost host, int number) => host.Grains.GetGrain<IPing>($"{number}").Ping(number);

    private static async Task<double> Held(int activations, Func<int, Task<int>> call)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Sample.OfCalls(ManyCallers, activations, call);
        return (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / activations;
    }

    private static void Report(string what, List<Sample> engine, List<Sample>? peer = null)
    {
        Figure($"{what}: a second", sample => sample.PerSecond, "N0");
        Figure("   processor, µs", sample => sample.Processor, "N2");
        Figure("   bytes allocated", sample => sample.Bytes, "N0");

        void Figure(string name, Func<Sample, double> of, string format) => Row(
            name,
            Sample.Median(engine.Skip(WarmUps).Select(of)).ToString(format),
            peer is null ? "" : Sample.Median(peer.Skip(WarmUps).Select(of)).ToString(format),
            peer is null ? "" : Sample.Median(engine.Zip(peer, (one, other) => of(one) / of(other)).Skip(WarmUps)).ToString("N2"));
    }

    private static void Row(string what, string engine, string peer = "", string ratio = "") =>
        Console.WriteLine($"{what,-58}{engine,12}{peer,12}{ratio,8}");
}
