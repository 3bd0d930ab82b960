using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Host.Api.Http;

/// <summary>
/// What pages of any site may call: the routes that take events, and the settings that SDKs read before. Who sends is known by a key
/// and never by a cookie, so every origin is welcome and none may send credentials.
/// </summary>
internal static class Pages
{
    private const string Policy = "pages";

    private static readonly TimeSpan PreflightKept = TimeSpan.FromDays(1);

    // What the SDKs send, gzip, and X-Strict-Mode for who debugs a page.
    private static readonly string[] Headers =
        ["authorization", "content-type", "anonymousid", "sentat", "content-encoding", "x-retry-count", "x-strict-mode"];

    public static void Configure(CorsOptions cors) => cors.AddPolicy(Policy, policy => policy
        .SetIsOriginAllowed(_ => true)
        .WithMethods("GET", "POST")
        .WithHeaders(Headers)
        // Without it a page retries after 429 by guessing.
        .WithExposedHeaders("Retry-After")
        .SetPreflightMaxAge(PreflightKept));

    public static T OpenToPages<T>(this T route) where T : IEndpointConventionBuilder => route.RequireCors(Policy);
}
