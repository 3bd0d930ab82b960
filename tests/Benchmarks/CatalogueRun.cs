using System.CommandLine;

namespace Benchmarks;

/// <summary>
/// What an event costs among few and many active audiences of which it concerns five: ingested, judged and durable, in this process,
/// without HTTP. Rounds of the sizes take turns, so that whatever else the machine does hits all; each figure is the median of the
/// rounds, each ratio that of the rounds' ratios to the smallest.
/// </summary>
internal static class CatalogueRun
{
    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];

    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds timed, of each size", DefaultValueFactory = _ => 7 };
        var events = new Option<int>("--events") { Description = "Events a round", DefaultValueFactory = _ => 10_000 };
        var command = new Command("catalogue", "An event's cost among 10 to 10,000 active audiences of which it concerns five") { rounds, events };
        command.SetAction(parsed => Go(parsed.GetValue(rounds), parsed.GetValue(events)));
        return command;
    }

    private static async Task<int> Go(int rounds, int events)
    {
        await Measure("the others ask for other events, pages and traits", false, rounds, events);
        await Measure("half of all ask for the same event with another sku", true, rounds, events);
        return 0;
    }

    private static async Task Measure(string what, bool sameEvent, int rounds, int events)
    {
        var worlds = new List<CatalogueWorld>();
        foreach (var size in Sizes)
            worlds.Add(await CatalogueWorld.Open(size, sameEvent));
        var samples = worlds.ToDictionary(world => world, _ => new List<Sample>());
        // The first two rounds fill histories and compile what is called.
        for (var round = -2; round < rounds; round++)
            foreach (var world in worlds)
            {
                var batches = world.Batches(events);
                var sample = await Sample.Of(events, () => world.Send(batches));
                if (round >= 0) samples[world].Add(sample);
            }
        Console.WriteLine($"{what}:");
        foreach (var world in worlds)
            Report(world, samples[world], samples[worlds[0]]);
        foreach (var world in worlds)
            await world.DisposeAsync();
    }

    private static void Report(CatalogueWorld world, List<Sample> samples, List<Sample> least) => Console.WriteLine(
        $"{world.Size,8:N0} audiences: {Sample.Median(samples.Select(sample => sample.Processor)),6:N1} µs of the processor an event, "
        + $"ratio {Sample.Median(samples.Zip(least, (one, other) => one.Processor / other.Processor)):N2}; "
        + $"{Sample.Median(samples.Select(sample => sample.PerSecond)),7:N0} events/s, "
        + $"ratio {Sample.Median(samples.Zip(least, (one, other) => one.PerSecond / other.PerSecond)):N2}; "
        + $"{Sample.Median(samples.Select(sample => sample.Bytes)),7:N0} bytes allocated; a contact is in {world.Memberships:N0}");
}
