using System.Diagnostics;
using System.Globalization;
using Contracts;

namespace Host.Api.Http;

/// <summary>Writes RFC 9457 problem documents. <c>type</c> is <c>urn:audiences:</c> and the reason's stable name.</summary>
internal static class Problem
{
    public const string ContentType = "application/problem+json";
    public const string Urn = "urn:audiences:";

    public static Task Write(HttpContext http, Refusal refusal)
    {
        var body = new Dictionary<string, object?>
        {
            ["type"] = Urn + refusal.Type,
            ["title"] = Title(refusal.Type),
            ["status"] = refusal.Status,
            ["detail"] = refusal.Message,
            ["traceId"] = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier,
        };
        if (refusal.Errors is { Count: > 0 } errors) body["errors"] = errors;
        foreach (var (name, value) in refusal.More ?? new Dictionary<string, object>()) body.TryAdd(name, value);
        http.Response.StatusCode = refusal.Status;
        if (RetryAfter(refusal) is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return http.Response.WriteAsJsonAsync(body, Json.Options, ContentType, CancellationToken.None);
    }

    private static int? RetryAfter(Refusal refusal) => refusal.RetryAfter ?? (refusal.Status is 429 or 503 ? 1 : null);

    // One title for each type, as RFC 9457 asks: its name as words.
    private static string Title(string type) => char.ToUpperInvariant(type[0]) + type[1..].Replace('-', ' ');
}
