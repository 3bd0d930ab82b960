using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Tests.Support;

namespace Tests.Telemetry;

public sealed partial class MetricsTests
{
    private const string Batch = """
        { "batch": [ { "type": "track", "event": "bought", "userId": "ann", "messageId": "m1" }, { "type": "track", "event": "bought", "userId": "bob", "messageId": "m2" },
          { "type": "track", "userId": "ann", "messageId": "m3" } ] }
        """;

    [Fact]
    public async Task Prometheus_reads_what_was_counted()
    {
        await using var server = await RunningServer.Start();
        for (var time = 0; time < 2; time++) await server.Send(HttpMethod.Post, "/v1/batch", Batch);
        var text = await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal((2, 2, 2), (Value(text, "audiences_messages_total", "outcome=\"accepted\""), Value(text, "audiences_messages_total", "outcome=\"rejected\""), Value(text, "audiences_messages_total", "outcome=\"duplicate\"")));
        Assert.True(Value(text, "audiences_evaluation_duration_seconds_count", "") >= 2, text);
        Assert.True(Value(text, "audiences_store_commits_total", "") >= 2, text);
        Assert.Equal(0, Value(text, "audiences_store_waiting", "queue=\"writer\""));
        Assert.Contains("http_server_request_duration_seconds_bucket", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_ask_for_an_admins_key_unless_the_operator_opens_them()
    {
        await using (var shut = await RunningServer.Start())
        {
            using var anybody = new HttpClient { BaseAddress = shut.Client.BaseAddress };
            Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
        }
        await using var open = await RunningServer.Start(args: "--Metrics:Open=true");
        using var prometheus = new HttpClient { BaseAddress = open.Client.BaseAddress };
        Assert.Equal(HttpStatusCode.OK, (await prometheus.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_collector_gets_metrics_and_traces()
    {
        var got = Channel.CreateUnbounded<(string Path, string Body)>();
        await using var collector = await Collector(got.Writer);
        await using var server = await ServerProcess.Start(new ServerOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200", ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            },
        });
        using var client = server.Client();
        // What is in a path may be somebody's.
        (await client.Get("/v1/contacts/email:zoe@example.org?q=zoe")).Is(404);
        (await client.Post("/v1/batch", JsonNode.Parse(Batch)!)).Is(200);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = new HashSet<string>();
        for (var missing = new HashSet<string> { "/v1/metrics audiences.messages", "/v1/metrics audiences.evaluation.duration", "/v1/traces POST /v1/batch" }; missing.Count > 0;)
        {
            while (!got.Reader.TryPeek(out _))
            {
                Assert.False(limit.IsCancellationRequested, $"Missing: {string.Join("; ", missing)}. It got: {string.Join(' ', seen.OrderDescending().Take(3))}");
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
            var (path, body) = await got.Reader.ReadAsync(CancellationToken.None);
            seen.Add($"{path} {string.Concat(body.Where(letter => letter is >= ' ' and < (char)127))}");
            missing.RemoveWhere(what => what.StartsWith(path, StringComparison.Ordinal) && body.Contains(what[(path.Length + 1)..], StringComparison.Ordinal));
            Assert.DoesNotContain("zoe", body, StringComparison.Ordinal);
        }
    }

    private static async Task<WebApplication> Collector(ChannelWriter<(string, string)> got)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            got.TryWrite((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        await app.StartAsync();
        return app;
    }

    private static double? Value(string text, string name, string label) =>
        text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Select(line => double.Parse(Number().Match(line).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Cast<double?>().FirstOrDefault();

    [GeneratedRegex("""(?:\}| )\s*([0-9.e+-]+)(?: [0-9]+)?$""")]
    private static partial Regex Number();
}
