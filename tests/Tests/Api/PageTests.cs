using System.IO.Compression;
using System.Net;
using System.Text;
using Contracts;
using Host.Start;
using MediatR;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Api;

/// <summary>What a page of another origin may ask of the server, and what it can read of the answers.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Origin = "https://shop.example";

    private static readonly string[] ForPages =
    [
        "GET /v1/projects/{writeKey}/settings", "GET /sourceConfig", "POST /beacon/v1/batch",
        .. "identify track page screen group alias batch import i t p s g a b m".Split(' ').Select(path => $"POST /v1/{path}"),
    ];

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.Start();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Only_ingestion_and_its_settings_are_open_to_pages()
    {
        var open = new List<string>();
        foreach (var (method, route) in Routes(server))
            if ((await Preflight(Filled(route), method)).Headers.Contains("Access-Control-Allow-Origin")) open.Add($"{method} {route}");
        Assert.Equal(ForPages.Order(), open.Order());
        using var answer = await server.Client.SendAsync(new(HttpMethod.Get, "/v1/me") { Headers = { { "Origin", Origin } } });
        Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, answer.Headers.Contains("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_preflight_is_204_for_a_day_with_all_that_SDKs_send_and_no_credentials()
    {
        using var answer = await Preflight("/v1/t", "POST");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Origin, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("Origin", Header(answer, "Vary"));
        Assert.Equal("86400", Header(answer, "Access-Control-Max-Age"));
        Assert.Contains("POST", Header(answer, "Access-Control-Allow-Methods")!.Split(','));
        var allowed = Header(answer, "Access-Control-Allow-Headers")!.Split(',');
        Assert.All("authorization content-type anonymousid sentat x-retry-count x-strict-mode".Split(' '), header => Assert.Contains(header, allowed));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_page_can_read_every_refusal()
    {
        var key = await MakeKey("ingest");
        await Refused("/v1/t", "{}", "wrong", 401, "unknown-key");
        await Refused("/v1/t", "{}", await MakeKey("read"), 403, "missing-scope");
        await Refused("/v1/t", "{", key, 400, "invalid-json");
        await Refused("/v1/t", new string(' ', 40_000), key, 400, "too-large");
        await Refused("/v1/b", Packed(new string(' ', 1_000_000)), key, 413, "inflates-too-large", "gzip");
        await Refused("/v1/t", "{}", key, 400, "rejected-messages", strict: true);
    }

    [Fact]
    public async Task A_page_can_read_429_and_when_to_come_again()
    {
        await using var busy = await TestServers.WithMemoryAccounts(services => services
            .AddSingleton<IRequestHandler<IngestMessages, IReadOnlyList<MessageReport>>>(new OverloadedHandler()));
        using var answer = await Send(busy, "/v1/t", "{}"u8.ToArray(), RunningServer.AdminKey);
        Assert.Equal((429, Origin, "1"), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin"), Header(answer, "Retry-After")));
        Assert.Equal("Retry-After", Header(answer, "Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task A_page_can_read_503_and_its_preflight_is_answered_while_the_server_starts()
    {
        var step = new HeldStep();
        await using var starting = await TestServers.WithMemoryAccounts(services => services.AddSingleton<IStartStep>(step), ready: false);
        await step.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        using var answer = await Send(starting, "/v1/t", "{}"u8.ToArray(), RunningServer.AdminKey);
        Assert.Equal((503, Origin), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
        using var preflight = await Preflight("/v1/t", "POST", starting);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        step.Let();
        await starting.UntilReady();
    }

    [Fact]
    public async Task Segments_settings_name_the_host_they_were_asked_from_and_no_reports()
    {
        var key = await MakeKey("ingest");
        var (code, settings, answer) = await server.Send(HttpMethod.Get, $"/v1/projects/{key}/settings", null, ("Authorization", ""));
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal(
            $$$"""{"integrations":{"Segment.io":{"apiKey":"{{{key}}}","apiHost":"{{{server.Client.BaseAddress!.Authority}}}/v1","protocol":"http"}},"metrics":{"sampleRate":0}}""",
            settings.GetRawText());
        Assert.Equal("Origin", Header(answer, "Vary"));
        (_, settings, _) = await server.Send(
            HttpMethod.Get, $"/v1/projects/{key}/settings", null, ("X-Forwarded-Proto", "https,http"), ("X-Forwarded-Host", "events.example"));
        var there = settings.GetProperty("integrations").GetProperty("Segment.io");
        Assert.Equal(("events.example/v1", "https"), (there.GetProperty("apiHost").GetString(), there.GetProperty("protocol").GetString()));
    }

    [Theory]
    [InlineData("/sourceConfig?writeKey={0}", ""), InlineData("/sourceConfig/?v=3&writeKey={0}", ""), InlineData("/sourceConfig/", "Basic {1}")]
    public async Task Rudders_settings_come_by_either_place_of_the_key_and_switch_reports_off(string path, string authorization)
    {
        var key = await MakeKey("ingest");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:"));
        var (code, settings, _) = await server.Send(
            HttpMethod.Get, string.Format(path, key), null, ("Authorization", string.Format(authorization, key, basic)));
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal(
            """{"source":{"id":"web","name":"web","writeKey":"KEY","enabled":true,"workspaceId":"audiences","destinations":[],"config":{"statsCollection":{"errors":{"enabled":false},"metrics":{"enabled":false}}}}}"""
                .Replace("KEY", key),
            settings.GetRawText());
    }

    [Theory]
    [InlineData("/v1/projects/{0}/settings"), InlineData("/sourceConfig?writeKey={0}")]
    public async Task Settings_are_for_keys_that_may_ingest(string path)
    {
        var (code, problem, answer) = await server.Send(HttpMethod.Get, string.Format(path, "unknown"), null, ("Origin", Origin), ("Authorization", ""));
        Assert.Equal((HttpStatusCode.Unauthorized, "urn:audiences:unknown-key"), (code, problem.GetProperty("type").GetString()));
        Assert.Equal(Origin, Header(answer, "Access-Control-Allow-Origin"));
        var reader = await MakeKey("read");
        (code, problem, _) = await server.Send(HttpMethod.Get, string.Format(path, reader), null, ("Authorization", ""));
        Assert.Equal((HttpStatusCode.Forbidden, "urn:audiences:missing-scope"), (code, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_beacon_without_headers_has_its_key_in_the_body_or_in_the_query()
    {
        var key = await MakeKey("ingest");
        const string message = """{ "type": "track", "event": "left", "anonymousId": "a" }""";
        Assert.Equal(200, await Beacon("/v1/t", $$"""{ "writeKey": "{{key}}", "event": "left", "anonymousId": "a" }"""));
        Assert.Equal(200, await Beacon("/v1/b", $$"""{ "writeKey": "{{key}}", "batch": [ {{message}} ] }"""));
        Assert.Equal(200, await Beacon($"/beacon/v1/batch?writeKey={key}", $$"""{ "batch": [ {{message}} ] }"""));
        Assert.Equal(200, await Beacon("/v1/m", """{ "series": [] }"""));
        Assert.Equal(401, await Beacon("/beacon/v1/batch?writeKey=wrong", $$"""{ "batch": [ {{message}} ] }"""));
        Assert.Equal(401, await Beacon("/v1/b", $$"""{ "batch": [ {{message}} ] }"""));
        Assert.Equal(["track left", "track left", "track left"], await Recent("accepted", item => $"{item.Type} {item.Event}"));
    }

    [Fact]
    public async Task What_was_refused_unread_is_listed_with_its_reason()
    {
        var key = await MakeKey("ingest");
        await Refused("/v1/t", "{", key, 400, "invalid-json");
        await Refused("/v1/i", new string(' ', 40_000), key, 400, "too-large");
        await Refused("/v1/b", Packed(new string(' ', 1_000_000)), key, 413, "inflates-too-large", "gzip");
        await Refused("/v1/p", "{}", await MakeKey("read"), 403, "missing-scope");
        await Refused("/v1/t", "{", "wrong", 401, "unknown-key");
        Assert.Equal(
            [
                "page: The key lacks the scope `ingest`.", "batch: The body inflates to more than 512,000 bytes.",
                "identify: The body is larger than 32,768 bytes.", "track: The body is not valid JSON.",
            ],
            await Recent("rejected", item => $"{item.Type}: {item.Reason}"));
    }

    [Fact]
    public async Task A_page_key_may_do_nothing_but_send_events()
    {
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", await MakeKey("ingest"));
        var allowed = new List<string>();
        foreach (var (method, route) in Routes(server).Where(route => route.Route.StartsWith("/v1", StringComparison.Ordinal)))
            if ((await server.Send(new HttpMethod(method), Filled(route), "{}")).Status is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
                allowed.Add($"{method} {route}");
        // By who has the token in them, with any key or none: invitations, the way back from where an admin connects, and links in mails.
        Assert.Equal(
            ["GET /v1/clock", "GET /v1/connectors/authorized", "GET /v1/me", "GET /v1/unsubscribe/{token}", "POST /v1/invitations/accept", "POST /v1/unsubscribe/{token}"],
            allowed.Except(ForPages).Order());
    }

    private static IEnumerable<(string Method, string Route)> Routes(RunningServer server) =>
        server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(route =>
            route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => (method, $"/{route.RoutePattern.RawText!.Trim('/')}")));

    private static string Filled(string route) => System.Text.RegularExpressions.Regex.Replace(route, @"\{[^}]*\}", "x");

    private async Task<string> MakeKey(string scope)
    {
        var (_, made, _) = await server.Send(
            HttpMethod.Post, "/v1/keys", $$"""{"name":"{{scope}}","scopes":["{{scope}}"]}""", ("Authorization", $"Bearer {RunningServer.AdminKey}"));
        return made.GetProperty("key").GetString()!;
    }

    private Task<HttpResponseMessage> Preflight(string path, string method, RunningServer? on = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return (on ?? server).Client.SendAsync(request);
    }

    private Task Refused(string path, string body, string key, int status, string type, bool strict = false) =>
        Refused(path, Encoding.UTF8.GetBytes(body), key, status, type, strict: strict);

    private async Task Refused(string path, byte[] body, string key, int status, string type, string? encoding = null, bool strict = false)
    {
        using var answer = await Send(server, path, body, key, encoding, strict);
        Assert.Equal((status, Origin), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
        Assert.Contains($"\"urn:audiences:{type}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> Send(
        RunningServer to, string path, byte[] body, string key, string? encoding = null, bool strict = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("text/plain");
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:")));
        request.Headers.Add("Origin", Origin);
        if (strict) request.Headers.Add("X-Strict-Mode", "1");
        return await to.Client.SendAsync(request);
    }

    private async Task<int> Beacon(string path, string body)
    {
        using var http = new HttpClient { BaseAddress = server.Client.BaseAddress };
        using var answer = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "text/plain"));
        return (int)answer.StatusCode;
    }

    private async Task<IEnumerable<string>> Recent(string kind, Func<(string? Type, string? Event, string? Reason), string> show)
    {
        var (_, list, _) = await server.Send(HttpMethod.Get, $"/v1/ingest/recent?kind={kind}");
        return list.GetProperty("items").EnumerateArray().Select(item => show((
            item.GetProperty("type").GetString(), item.GetProperty("event").GetString(),
            item.TryGetProperty("reason", out var reason) ? reason.GetString() : null)));
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private sealed class OverloadedHandler : IRequestHandler<IngestMessages, IReadOnlyList<MessageReport>>
    {
        public Task<IReadOnlyList<MessageReport>> Handle(IngestMessages request, CancellationToken cancel) => throw Refusal.Overloaded();
    }
}
