using System.CommandLine;
using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// What a server costs that nobody asks anything: with many contacts, 100 active audiences and due times pending, none of which comes
/// while it is watched. Ends with 1 when it is a hundredth of a processor or more.
/// </summary>
internal static class IdleRun
{
    // Until what the filling left behind is done: journals, the collector, timers of connections.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    public static Command Command()
    {
        var contacts = new Option<int>("--contacts") { Description = "Each with an event that falls due in days", DefaultValueFactory = _ => 100_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long it is watched", DefaultValueFactory = _ => 60 };
        var command = new Command("idle", "Share of a processor that an idle server uses, with due times pending") { contacts, seconds };
        command.SetAction(parsed => Go(parsed.GetValue(contacts), TimeSpan.FromSeconds(parsed.GetValue(seconds))));
        return command;
    }

    private static async Task<int> Go(int contacts, TimeSpan watched)
    {
        await using var server = await Server.Start();
        await HundredAudiences.Make(server);
        var traffic = new Traffic(contacts, seed: 6);
        await ImportRun.Import(server, traffic.File());
        foreach (var batch in traffic.Live(contacts)) await server.Send("/v1/batch", batch);
        await Task.Delay(Settle);

        var (before, watch) = (server.Processor, Stopwatch.StartNew());
        await Task.Delay(watched);
        var used = server.Processor - before;
        var share = used / watch.Elapsed.TotalSeconds;
        Console.WriteLine($"idle for {watch.Elapsed.TotalSeconds:N0} s, {contacts:N0} contacts, 100 audiences: {used * 1e3:N0} ms of the processor, {share:P2} of one ({server.Resident / 1e6:N0} MB)");
        return share < 0.01 ? 0 : 1;
    }
}
