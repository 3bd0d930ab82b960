namespace Host.Api.Http;

/// <summary>
/// Scheme and host as the sender wrote them. What a proxy in front says about them is told back to its sender alone, so it need not
/// be trusted.
/// </summary>
internal static class CalledAs
{
    public static (string Scheme, string Host) Of(HttpRequest request) => (
        First(request.Headers["X-Forwarded-Proto"]) is "https" ? "https" : request.Scheme,
        First(request.Headers["X-Forwarded-Host"]) ?? request.Host.Value ?? "");

    private static string? First(string? list) => list?.Split(',')[0].Trim() is { Length: > 0 } first ? first : null;
}
