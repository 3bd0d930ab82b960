using Contracts;
using Host.Api.Http;
using Host.Start;

namespace Host.Api;

/// <summary>/metrics: what the server counts, as Prometheus reads it. It tells how much there is, so it asks for a key unless the operator sees to who can reach it.</summary>
internal static class MetricsApi
{
    public const string Path = "/metrics";

    public static void Map(IEndpointRouteBuilder app)
    {
        var route = app.MapPrometheusScrapingEndpoint(Path).WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
        if (!app.ServiceProvider.GetRequiredService<Settings>().OpenMetrics) route.Require(Scopes.Admin).WithMetadata(new OperatorsOnly());
    }
}
