using Host.Api.Http;
using Host.Start;

namespace Host.Api;

/// <summary>What an operator and a load balancer ask, without a key.</summary>
internal static class HealthApi
{
    public static readonly string Version = typeof(HealthApi).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", FrontPage.Show).ExcludeFromDescription();
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
}

internal sealed record HealthJson(string Status, IReadOnlyList<string> Reasons);
