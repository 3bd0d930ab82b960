using Microsoft.AspNetCore.Http.Metadata;

namespace Host.Api.Http;

/// <summary>
/// JSON is read whatever the content type says: browsers send text/plain to be spared a preflight, curl says it is a form. ASP.NET
/// would answer 415 where a route <c>Accepts</c> JSON, so what is said for the OpenAPI document must not bind the router.
/// </summary>
internal sealed class AnyContentType(IAcceptsMetadata json) : IAcceptsMetadata
{
    public const string Any = "*/*";
    public const string Json = "application/json";

    public IReadOnlyList<string> ContentTypes { get; } = [Any];
    public Type? RequestType => json.RequestType;
    public bool IsOptional => json.IsOptional;

    /// <summary>For the group that all routes are mapped in.</summary>
    public static void Allow(EndpointBuilder route)
    {
        for (var i = 0; i < route.Metadata.Count; i++)
            if (route.Metadata[i] is IAcceptsMetadata { ContentTypes: [Json] } json)
                route.Metadata[i] = new AnyContentType(json);
    }
}
