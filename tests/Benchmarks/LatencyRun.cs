using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// How long one event's acknowledgement takes, durability and membership included, when events arrive at a fixed rate. Each is sent
/// at its appointed time whether or not those before it were answered, and timed from then: who waits in line is counted.
/// </summary>
internal static class LatencyRun
{
    private const int WarmUp = 20;

    public static Command Command()
    {
        var rate = new Option<int>("--rate") { Description = "Events per second", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "How long", DefaultValueFactory = _ => 30 };
        var contacts = new Option<int>("--contacts") { Description = "Events fall on so many, uniformly", DefaultValueFactory = _ => 1_000 };
        var command = new Command("latency", "Milliseconds to one event's acknowledgement at a fixed rate, with 100 active audiences") { rate, seconds, contacts };
        command.SetAction(parsed => Go(parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(contacts)));
        return command;
    }

    private static async Task<int> Go(int rate, int seconds, int contacts)
    {
        var traffic = new Traffic(contacts, seed: 2);
        await using var server = await Server.Start();
        await HundredAudiences.Make(server);
        await ImportRun.Import(server, traffic.File());
        await Arrivals(server, traffic.OneTrack, rate, In(WarmUp));
        Console.WriteLine($"one event at {rate}/s, {contacts:N0} contacts, 100 audiences: {Describe(await Arrivals(server, traffic.OneTrack, rate, In(seconds)))}");
        return 0;
    }

    public static string Describe(double[] ascending) =>
        $"acknowledged after p50 {At(ascending, 0.5):N2} ms, p99 {At(ascending, 0.99):N2} ms, p99.9 {At(ascending, 0.999):N2} ms, at the worst {ascending[^1]:N2} ms ({ascending.Length:N0} events)";

    /// <summary>Sends until told to stop.</summary>
    /// <param name="track">Makes the next message.</param>
    /// <returns>Milliseconds to each acknowledgement, ascending.</returns>
    public static async Task<double[]> Arrivals(Server server, Func<byte[]> track, int rate, CancellationToken stop)
    {
        var times = new ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        var sent = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            var due = TimeSpan.FromSeconds((double)sent.Count / rate);
            if (due - watch.Elapsed is { Ticks: > 0 } left) await Task.Delay(left, CancellationToken.None);
            sent.Add(Timed(track(), due));
        }
        await Task.WhenAll(sent);
        return [.. times.Order()];

        async Task Timed(byte[] message, TimeSpan due)
        {
            await server.Send("/v1/track", message);
            times.Add((watch.Elapsed - due).TotalMilliseconds);
        }
    }

    public static CancellationToken In(int seconds) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;

    private static double At(double[] ascending, double share) => ascending[Math.Min(ascending.Length - 1, (int)(ascending.Length * share))];
}
