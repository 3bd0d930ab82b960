using System.CommandLine;
using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// Rows per second of a file of new contacts, with 100 active audiences, first alone, then while events of other contacts arrive at a fixed
/// rate, whose acknowledgements are timed.
/// </summary>
internal static class ImportRun
{
    private static readonly TimeSpan LookEach = TimeSpan.FromMilliseconds(100);

    public static Command Command()
    {
        var rows = new Option<int>("--rows") { Description = "Rows of each file", DefaultValueFactory = _ => 100_000 };
        var rate = new Option<int>("--rate") { Description = "Events per second beside the second file", DefaultValueFactory = _ => 100 };
        var command = new Command("import", "Rows per second of a contact file, and how long events wait beside it") { rows, rate };
        command.SetAction(parsed => Go(parsed.GetValue(rows), parsed.GetValue(rate)));
        return command;
    }

    /// <summary>Sends a file and waits for its end.</summary>
    /// <param name="key">Into whose book; null: the admin's.</param>
    /// <returns>Seconds from sending it.</returns>
    public static async Task<double> Import(Server server, byte[] file, string? key = null)
    {
        var watch = Stopwatch.StartNew();
        await server.Send("/v1/contact-imports", file, "text/csv", key);
        while (true)
        {
            var newest = (await server.Get("/v1/contact-imports?limit=1", key)).GetProperty("items")[0];
            switch (newest.GetProperty("status").GetString())
            {
                case "done" when newest.GetProperty("skipped").GetInt32() == 0:
                    return watch.Elapsed.TotalSeconds;
                case "queued" or "running":
                    await Task.Delay(LookEach);
                    break;
                default:
                    throw new InvalidOperationException($"The import ended so: {newest}");
            }
        }
    }

    private static async Task<int> Go(int rows, int rate)
    {
        const int online = 1_000;
        await using var server = await Server.Start();
        await HundredAudiences.Make(server);
        var traffic = new Traffic(online, seed: 3);
        await Import(server, traffic.File());
        await Import(server, new Traffic(rows, seed: 4).File("warm"));
        Report("alone", rows, await Measure(server, () => Import(server, new Traffic(rows, seed: 5).File("alone"))));

        using var ended = new CancellationTokenSource();
        var arrivals = LatencyRun.Arrivals(server, traffic.OneTrack, rate, ended.Token);
        Report($"beside {rate} events/s", rows, await Measure(server, () => Import(server, new Traffic(rows, seed: 6).File("beside"))));
        await ended.CancelAsync();
        Console.WriteLine($"  {LatencyRun.Describe(await arrivals)}");
        return 0;
    }

    private static async Task<(double Seconds, double Processor)> Measure(Server server, Func<Task<double>> import)
    {
        var before = server.Processor;
        var seconds = await import();
        return (seconds, server.Processor - before);
    }

    private static void Report(string what, int rows, (double Seconds, double Processor) run) => Console.WriteLine(
        $"import of {rows:N0} new contacts, {what}: {rows / run.Seconds:N0} rows/s ({run.Seconds:N1} s; processors: server {run.Processor / run.Seconds:N2}; {run.Processor / rows * 1e6:N0} µs of the server's processor a row)");
}
