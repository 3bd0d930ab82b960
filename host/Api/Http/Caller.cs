using Contracts;

namespace Host.Api.Http;

/// <summary>Who sent the request, and what its route asks of the key.</summary>
internal static class Caller
{
    private static readonly object Slot = new();

    /// <summary>The principal of the request's key, set before the route runs (by ingestion routes: by their own handler).</summary>
    public static Principal Principal(this HttpContext http) =>
        http.Items[Slot] as Principal ?? throw new InvalidOperationException("The route is open to all: there is no principal.");

    /// <summary>False on routes that are open, or read the key themselves.</summary>
    public static bool HasPrincipal(this HttpContext http) => http.Items.ContainsKey(Slot);

    public static void SetPrincipal(this HttpContext http, Principal principal) => http.Items[Slot] = principal;

    /// <summary>The principal, once it has the scopes; else 403.</summary>
    public static Principal Require(this HttpContext http, Scopes scopes) => http.Principal().Require(scopes);

    public static Principal Require(this Principal principal, Scopes scopes) => principal.May(scopes)
        ? principal
        : throw new Refusal(403, "missing-scope", $"The key lacks the scope `{scopes.ToString().ToLowerInvariant()}`.");

    /// <summary>The route takes Bearer keys with these scopes. A /v1 route that says nothing takes any known key.</summary>
    public static T Require<T>(this T route, Scopes scopes) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new RequiredScopes(scopes));

    /// <summary>The route's handler reads the key itself, by <see cref="KeyReader"/>.</summary>
    public static T ReadsKeyItself<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(KeyReadByRoute.Instance);
}

internal sealed record RequiredScopes(Scopes Scopes);

internal sealed record KeyReadByRoute
{
    public static readonly KeyReadByRoute Instance = new();
}
