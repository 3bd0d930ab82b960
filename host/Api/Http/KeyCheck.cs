using Contracts;

namespace Host.Api.Http;

/// <summary>
/// Guards /v1: a known key with the route's scopes. A route has to say so to be open (<see cref="Caller.ReadsKeyItself{T}"/>), so a
/// forgotten mark shuts a route rather than opening it.
/// </summary>
internal sealed class KeyCheck(RequestDelegate next)
{
    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint() is { } route && Guards(http, route))
        {
            var principal = await KeyReader.Authenticate(http, KeyReader.Bearer(http));
            if (route.Metadata.GetMetadata<RequiredScopes>() is { } required) principal.Require(required.Scopes);
            if (route.Metadata.GetMetadata<OperatorsOnly>() is not null && principal.Tenant != Tenants.First)
                throw new Refusal(403, "operators-only", "This is about the whole server: it is the first tenant's admins'.");
        }
        await next(http);
    }

    private static bool Guards(HttpContext http, Endpoint route) =>
        route.Metadata.GetMetadata<RequiredScopes>() is not null
        || (http.Request.Path.StartsWithSegments("/v1") && route.Metadata.GetMetadata<KeyReadByRoute>() is null);
}
