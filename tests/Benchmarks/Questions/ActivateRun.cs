using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Benchmarks.Questions;

/// <summary>
/// Activates an audience that holds about three of ten contacts, from the order to create it until it is in force and its size exact, while
/// events arrive at a fixed rate, whose acknowledgements are timed as <see cref="LatencyRun"/> does.
/// </summary>
internal static class ActivateRun
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2), After = TimeSpan.FromSeconds(3);

    private static readonly JsonElement Definition = JsonElement.Parse(
        """
        { "match": "any", "conditions": [
            { "field": "trait.plan", "op": "in", "value": ["premium", "business"] },
            { "field": "event.purchase", "op": "performed", "within": "30d" } ] }
        """);

    public static Command Command()
    {
        var (crowd, keep) = (new CrowdOptions(1_000_000), KeptFolder.Option());
        var rounds = new Option<int>("--rounds") { Description = "How often", DefaultValueFactory = _ => 5 };
        var rate = new Option<int>("--rate") { Description = "Events per second meanwhile", DefaultValueFactory = _ => 500 };
        var command = new Command("activate", "Seconds until an audience of 300,000 is exact, and how long events wait meanwhile") { crowd.Contacts, crowd.Events, rounds, rate, keep };
        command.SetAction(parsed => Go(crowd.Of(parsed), parsed.GetValue(rounds), parsed.GetValue(rate), parsed.GetValue(keep)));
        return command;
    }

    private static async Task<int> Go(Crowd crowd, int rounds, int rate, string? keep)
    {
        using var folder = new KeptFolder(keep);
        await using var world = await QuestionsWorld.Open(folder, crowd, alone: true);
        var track = Tracks(crowd);
        Console.WriteLine($"{rate} events/s alone: {LatencyRun.Describe(await LatencyRun.Arrivals(world.Server, track, rate, LatencyRun.In(20)))}");
        var (times, wrong) = (new List<double>(), 0);
        for (var round = 0; round < rounds; round++)
        {
            using var ended = new CancellationTokenSource();
            var arrivals = LatencyRun.Arrivals(world.Server, track, rate, ended.Token);
            await Task.Delay(Before);
            var watch = Stopwatch.StartNew();
            var audience = await world.Activate($"Round {round}", Definition);
            times.Add(watch.Elapsed.TotalSeconds);
            await Task.Delay(After);
            await ended.CancelAsync();
            Console.WriteLine($"exact after {times[^1]:N2} s; from {Before.TotalSeconds} s before to {After.TotalSeconds} s after: {LatencyRun.Describe(await arrivals)}");
            wrong += await Check(world, audience);
        }
        Console.WriteLine($"an audience is exact after {Sample.Median(times):N2} s (median of {rounds}), beside {rate} events/s");
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<int> Check(QuestionsWorld world, string audience)
    {
        var size = (await world.Server.Get($"/v1/audiences/{audience}")).GetProperty("size").GetProperty("count").GetInt64();
        var (counted, _) = await world.Ask(Definition);
        var wrong = await Verification.Of(world, audience, $"{size:N0} of {world.Crowd.Contacts:N0}");
        if (counted != size) Console.WriteLine($"DIFFERENT: it has {size:N0} members, and a preview counts {counted:N0}");
        await world.Server.Delete($"/v1/audiences/{audience}");
        return wrong + (counted == size ? 0 : 1);
    }

    /// <summary>Each a purchase of anybody, now.</summary>
    private static Func<byte[]> Tracks(Crowd crowd)
    {
        var (random, made) = (new Random(4), 0);
        return () => Encoding.UTF8.GetBytes(
            $$$"""
            {"type":"track","messageId":"activate-{{{made++}}}","userId":"{{{BookFill.ExternalId(random.Next(crowd.Contacts))}}}","event":"purchase","properties":{"amount":{{{random.Next(600)}}},"currency":"EUR"},"timestamp":"{{{Crowd.Now:yyyy-MM-ddTHH:mm:ss.fffZ}}}"}
            """);
    }
}
