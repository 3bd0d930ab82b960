using System.Globalization;
using Contracts;

namespace Host.Api.Http;

/// <summary>Versions as entity tags: <c>ETag: "7"</c> on what is read, <c>If-Match: "7"</c> on what is written.</summary>
internal static class ETags
{
    public static void SetETag(this HttpContext http, long version) =>
        http.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>
    /// The version that the sender expects, to be compared where the write happens; null when it does not care. A tag that
    /// this server never gave is -1, which no version equals.
    /// </summary>
    public static long? IfMatch(this HttpContext http)
    {
        var header = http.Request.Headers.IfMatch.ToString().Trim();
        if (header is "" or "*") return null;
        if (header.Contains(',')) throw Refusal.Invalid("If-Match", "name one version");
        return header is ['"', .. var tag, '"'] && long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version : -1;
    }

    /// <summary>412 unless <paramref name="expected"/> is null or the version there is.</summary>
    public static void Check(long? expected, long actual)
    {
        if (expected is { } known && known != actual)
            throw new Refusal(412, "version-mismatch", $"It has version {actual} by now. Read it again, then write with If-Match: \"{actual}\".");
    }
}
