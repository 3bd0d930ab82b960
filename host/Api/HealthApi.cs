using System.Net;
using Host.Api.Http;
using Host.Start;

namespace Host.Api;

/// <summary>What an operator and a load balancer ask, without a key.</summary>
internal static class HealthApi
{
    public static readonly string Version = typeof(HealthApi).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", Page).ExcludeFromDescription();
        app.MapGet("/health/live", Live).WithTags("Health").Produces<HealthJson>().WithSummary("200 while the process runs.");
        app.MapGet("/health/ready", Ready).WithTags("Health").Produces<HealthJson>().Produces<HealthJson>(503)
            .WithSummary("200 only when reads are exact and writes are taken; else the reasons.");
    }

    private static IResult Live() => Json.Answer(new HealthJson("live", []));

    private static IResult Ready(HttpContext http, Readiness readiness)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (readiness.IsReady) return Json.Answer(new HealthJson("ready", []));
        http.Response.Headers.RetryAfter = "1";
        return Json.Answer(new HealthJson("notReady", readiness.Reasons), 503);
    }

    private static IResult Page(Settings settings)
    {
        var clock = settings.ManualClock ? "moved by PUT /v1/clock (Clock__Manual)" : "the machine's";
        return Results.Content($$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Audiences</title>
            <style>body { font: 16px/1.5 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem } dt { font-weight: bold }</style>
            <h1>Audiences {{Version}}</h1>
            <p>Saved groups of contacts that update themselves. This server is running; all of <code>/v1</code> takes a key:
            <code>Authorization: Bearer &lt;key&gt;</code>.</p>
            <dl>
              <dt>Data</dt><dd><code>{{WebUtility.HtmlEncode(settings.DataFolder)}}</code> (SQLite)</dd>
              <dt>Grain engine</dt><dd>{{Engine.Name}}</dd>
              <dt>Clock</dt><dd>{{clock}}</dd>
            </dl>
            <ul>
              <li><a href="/openapi/v1.json">/openapi/v1.json</a>: every route</li>
              <li><a href="/health/ready">/health/ready</a>, <a href="/health/live">/health/live</a></li>
            </ul>
            <p>Lost the admin key? On this machine, <code>audiences keys new --admin</code> makes another.</p>
            </html>
            """, "text/html; charset=utf-8");
    }
}

internal sealed record HealthJson(string Status, IReadOnlyList<string> Reasons);
