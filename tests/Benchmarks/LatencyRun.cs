using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Benchmarks;

/// <summary>
/// How long one event's acknowledgement takes, durability and membership included, when events arrive at a fixed rate. Each is sent
/// at its appointed time whether or not those before it were answered, and timed from then: who waits in line is counted.
/// </summary>
internal static class LatencyRun
{
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
        foreach (var batch in traffic.Identifies()) await Post(server, "/v1/batch", batch);
        await Arrivals(server, traffic, rate, 10);
        var times = await Arrivals(server, traffic, rate, seconds);
        Console.WriteLine($"one event at {rate}/s, {contacts:N0} contacts, 100 audiences: p50 {At(times, 0.5):N2} ms, p99 {At(times, 0.99):N2} ms, p99.9 {At(times, 0.999):N2} ms, worst {times[^1]:N2} ms");
        return 0;
    }

    /// <summary>Milliseconds, ascending.</summary>
    public static async Task<double[]> Arrivals(Server server, Traffic traffic, int rate, int seconds)
    {
        var messages = Enumerable.Range(0, rate * seconds).Select(_ => traffic.OneTrack()).ToArray();
        var times = new ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        var sent = new Task[messages.Length];
        for (var i = 0; i < messages.Length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - watch.Elapsed is { Ticks: > 0 } left) await Task.Delay(left);
            sent[i] = Timed(messages[i], due);
        }
        await Task.WhenAll(sent);
        return [.. times.Order()];

        async Task Timed(byte[] message, TimeSpan due)
        {
            await Post(server, "/v1/track", message);
            times.Add((watch.Elapsed - due).TotalMilliseconds);
        }
    }

    public static double At(double[] ascending, double share) => ascending[Math.Min(ascending.Length - 1, (int)(ascending.Length * share))];

    private static async Task Post(Server server, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await server.Client.PostAsync(path, content);
        answer.EnsureSuccessStatusCode();
    }
}
