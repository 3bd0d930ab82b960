using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Host.Plugins;
using Host.Plugins.Calling;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks;

/// <summary>What requests notice of plugins that misbehave. The server runs in this process, which is the one place to call plugins from.</summary>
internal static class PluginsRun
{
    private const string Key = "admin-key-of-the-benchmarks-0123456789";

    private static readonly (string Isolation, string[] Connectors)[] Runs =
        [("inProcess", ["waiting", "blocking", "throwing"]), ("process", ["spinning", "overflowing", "exiting", "leaking", "flooding"])];

    public static Command Command()
    {
        var rate = new Option<int>("--rate") { Description = "Events per second", DefaultValueFactory = _ => 200 };
        var seconds = new Option<int>("--seconds") { Description = "How long each", DefaultValueFactory = _ => 10 };
        var plugins = new Option<string>("--plugin") { Description = "Misbehaving.dll, built", Required = true };
        var command = new Command("plugins", "Milliseconds to one event's acknowledgement beside plugins that misbehave") { rate, seconds, plugins };
        command.SetAction(parsed => Go(parsed.GetValue(rate), parsed.GetValue(seconds), Path.GetFullPath(parsed.GetRequiredValue(plugins))));
        return command;
    }

    private static async Task<int> Go(int rate, int seconds, string plugin)
    {
        var folder = Directory.CreateTempSubdirectory("audiences-benchmark-");
        await using var app = Host.Program.Build(
            ["--urls", "http://127.0.0.1:0", "--Storage:Path", Path.Combine(folder.FullName, "data"), "--AUDIENCES_ADMIN_KEY", Key, "--Logging:LogLevel:Default", "None",
            "--environment", "Development", "--Plugins:Manifest", Path.Combine(folder.FullName, "plugins.json"), "--Plugins:Path", Path.GetDirectoryName(Path.GetDirectoryName(plugin))!]);
        await Host.Start.Server.Start(app);
        await app.Services.GetRequiredService<Host.Start.Lifecycle>().Started;
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        await Arrivals(client, rate, LatencyRun.In(seconds));
        Console.WriteLine($"alone: {LatencyRun.Describe(await Arrivals(client, rate, LatencyRun.In(seconds)))}");
        var catalogue = app.Services.GetRequiredService<ConnectorCatalogue>();
        foreach (var (isolation, connectors) in Runs)
            foreach (var connector in connectors)
            {
                await Declare(folder, plugin, isolation, catalogue);
                using var stop = new CancellationTokenSource();
                var misbehaving = Enumerable.Range(0, 4).Select(_ => Misbehave(catalogue, connector, stop.Token)).ToList();
                Console.WriteLine($"{connector}, {isolation}: {LatencyRun.Describe(await Arrivals(client, rate, LatencyRun.In(seconds)))}");
                await stop.CancelAsync();
                await Task.WhenAll(misbehaving);
            }
        await app.StopAsync();
        folder.Delete(recursive: true);
        return 0;
    }

    private static Task Declare(DirectoryInfo folder, string plugin, string isolation, ConnectorCatalogue catalogue)
    {
        var entry = new JsonObject
        {
            ["id"] = $"p{Guid.NewGuid():N}", ["assembly"] = $"{Path.GetFileName(Path.GetDirectoryName(plugin))}/{Path.GetFileName(plugin)}", ["isolation"] = isolation,
            ["settings"] = new JsonObject { ["timeoutSeconds"] = 3, ["memoryMegabytes"] = 64 },
        };
        File.WriteAllText(Path.Combine(folder.FullName, "plugins.json"), new JsonObject { ["plugins"] = new JsonArray(entry) }.ToJsonString());
        return catalogue.Reload(CancellationToken.None);
    }

    private static async Task Misbehave(ConnectorCatalogue catalogue, string connector, CancellationToken stop)
    {
        using var settings = JsonDocument.Parse("{}");
        var connection = catalogue.Open(connector, settings.RootElement);
        while (!stop.IsCancellationRequested)
            try
            {
                await connection.Read(null, 1, stop);
            }
            catch (ConnectorCallFailed)
            {
                await Task.Delay(100, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    private static async Task<double[]> Arrivals(HttpClient client, int rate, CancellationToken stop)
    {
        var traffic = new Traffic(1_000, seed: 2);
        var (times, watch, sent) = (new System.Collections.Concurrent.ConcurrentBag<double>(), Stopwatch.StartNew(), new List<Task>());
        while (!stop.IsCancellationRequested)
        {
            var due = TimeSpan.FromSeconds((double)sent.Count / rate);
            if (due - watch.Elapsed is { Ticks: > 0 } left) await Task.Delay(left, CancellationToken.None);
            sent.Add(Timed(traffic.OneTrack(), due));
        }
        await Task.WhenAll(sent);
        return [.. times.Order()];

        async Task Timed(byte[] message, TimeSpan due)
        {
            using var body = new ByteArrayContent(message) { Headers = { ContentType = new("application/json") } };
            using var answer = await client.PostAsync("/v1/track", body);
            answer.EnsureSuccessStatusCode();
            times.Add((watch.Elapsed - due).TotalMilliseconds);
        }
    }
}
