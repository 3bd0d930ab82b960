using System.CommandLine;
using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// Durable events per second through HTTP, in batches of 100 with 100 active audiences, beside the same bytes appended to SQLite
/// as one row a message, a transaction a batch, with the same promise of durability.
/// </summary>
internal static class IngestRun
{
    // Enough that the writer finds a group waiting while the disk flushes.
    private const int Connections = 16;

    public static Command Command()
    {
        var contacts = new Option<int>("--contacts") { Description = "Events fall on so many, uniformly", DefaultValueFactory = _ => 1_000 };
        var events = new Option<int>("--events") { Description = "So many are timed, and as many again warm up", DefaultValueFactory = _ => 200_000 };
        var command = new Command("ingest", "Durable events per second in batches of 100, with 100 active audiences") { contacts, events };
        command.SetAction(parsed => Go(parsed.GetValue(contacts), parsed.GetValue(events)));
        return command;
    }

    private static async Task<int> Go(int contacts, int events)
    {
        var traffic = new Traffic(contacts, seed: 1);
        await using var server = await Server.Start();
        await HundredAudiences.Make(server);
        Console.WriteLine($"{contacts:N0} contacts imported: {contacts / await ImportRun.Import(server, traffic.File()):N0} rows/s");
        Report("warming up: history of 30 days", events, await Send(server, traffic.History(events)));

        var batches = traffic.Live(events);
        var peer = SqliteAppends.Go(batches);
        var run = await Send(server, batches);
        peer = (peer + SqliteAppends.Go(batches)) / 2;
        var rate = Report("ingestion", events, run);
        Console.WriteLine($"  SQLite alone, same bytes  {peer,12:N0} rows/s");
        Console.WriteLine($"  ratio                     {rate / peer,12:N3}");
        Console.WriteLine($"  ratio without the load generator's share {rate / peer * Environment.ProcessorCount / (Environment.ProcessorCount - run.Own / run.Seconds):N3}");
        Console.WriteLine($"  memory of the server      {server.Resident / 1_048_576,12:N0} MB");
        return 0;
    }

    private static double Report(string what, int events, Run run)
    {
        var rate = events / run.Seconds;
        Console.WriteLine($"{what}: {rate:N0} events/s ({run.Seconds:N1} s; processors: server {run.Server / run.Seconds:N2}, load generator {run.Own / run.Seconds:N2}; {run.Server / events * 1e6:N0} µs of the server's processor an event)");
        return rate;
    }

    private static async Task<Run> Send(Server server, List<byte[]> batches)
    {
        var (watch, before, own) = (Stopwatch.StartNew(), server.Processor, Environment.CpuUsage.TotalTime);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Connections };
        await Parallel.ForEachAsync(batches, options, async (batch, cancel) => await server.Send("/v1/batch", batch, cancel: cancel));
        return new(watch.Elapsed.TotalSeconds, server.Processor - before, (Environment.CpuUsage.TotalTime - own).TotalSeconds);
    }

    /// <param name="Server">Processor seconds of the server.</param>
    /// <param name="Own">Processor seconds of this process.</param>
    private readonly record struct Run(double Seconds, double Server, double Own);
}
