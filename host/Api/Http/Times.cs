using System.Globalization;
using Contracts;

namespace Host.Api.Http;

/// <summary>RFC 3339 instants in requests.</summary>
internal static class Times
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Needs an offset or Z; finer than a millisecond is cut off; before 1900 is not taken.</summary>
    public static bool TryParse(string? text, out Instant at)
    {
        at = default;
        if (text is null || !HasOffset(text)) return false;
        var read = DateTimeOffset.TryParseExact(
            Cut(text.ToUpperInvariant()), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        if (!read || time.UtcDateTime.Year < 1900) return false;
        at = Instant.From(time);
        return true;
    }

    // Some clocks write nanoseconds; .NET reads seven digits.
    private static string Cut(string text)
    {
        var fraction = text.IndexOf('.') + 1;
        if (fraction == 0) return text;
        var end = fraction;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - fraction > 7 ? text.Remove(fraction + 7, end - fraction - 7) : text;
    }

    // Without an offset .NET would take the machine's own zone.
    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-');
}
