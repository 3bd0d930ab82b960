using Contracts;
using Host.Api.Http;

namespace Host.Api;

/// <summary>
/// The settings that the browser SDKs of Segment and RudderStack read before they send anything. They say where to send to and that
/// nothing else is to be loaded or reported; of the tenant they say nothing, because a page's key is public.
/// </summary>
internal static class BrowserApi
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app)
    {
        var settings = app.MapGroup("").WithTags("Events").OpenToPages();
        settings.MapGet("/v1/projects/{writeKey}/settings", Segment).ReadsKeyItself().Produces<SegmentSettings>()
            .WithSummary("What @segment/analytics-next reads from its cdnURL.");
        settings.MapGet("/sourceConfig", Rudder).ReadsKeyItself().Produces<RudderSettings>()
            .WithSummary("What @rudderstack/analytics-js reads from its configUrl.");
    }

    private static async Task<IResult> Segment(HttpContext http, string writeKey)
    {
        await Admit(http, writeKey);
        var (scheme, host) = CalledAs.Of(http.Request);
        return Json.Answer(new SegmentSettings(
            new() { ["Segment.io"] = new(writeKey, $"{host}{http.Request.PathBase}/v1", scheme) }, new(SampleRate: 0)));
    }

    private static async Task<IResult> Rudder(HttpContext http, string? writeKey)
    {
        var key = KeyReader.Basic(http) ?? writeKey;
        await Admit(http, key);
        var silent = new RudderSwitch(Enabled: false);
        return Json.Answer(new RudderSettings(new("web", "web", key!, true, "audiences", [], new(new(silent, silent)))));
    }

    private static async Task Admit(HttpContext http, string? key)
    {
        (await KeyReader.Authenticate(http, key)).Require(Scopes.Ingest);
        http.Response.Headers.CacheControl = $"private, max-age={Kept.TotalSeconds}";
        // With an origin the CORS middleware says so; an answer kept from a request without one must not be given to a page.
        if (!http.Request.Headers.ContainsKey("Origin")) http.Response.Headers.Vary = "Origin";
    }
}

internal sealed record SegmentSettings(Dictionary<string, SegmentDestination> Integrations, SegmentMetrics Metrics);

/// <param name="ApiHost">With the path that the SDK puts its short forms behind.</param>
internal sealed record SegmentDestination(string ApiKey, string ApiHost, string Protocol);

/// <param name="SampleRate">0: otherwise the SDK would report its own work to Segment.</param>
internal sealed record SegmentMetrics(int SampleRate);

internal sealed record RudderSettings(RudderSource Source);

internal sealed record RudderSource(
    string Id, string Name, string WriteKey, bool Enabled, string WorkspaceId, IReadOnlyList<object> Destinations, RudderConfig Config);

internal sealed record RudderConfig(RudderReports StatsCollection);

/// <summary>Off: otherwise the SDK would report its own errors and work to RudderStack.</summary>
internal sealed record RudderReports(RudderSwitch Errors, RudderSwitch Metrics);

internal sealed record RudderSwitch(bool Enabled);
