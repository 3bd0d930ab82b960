using System.Globalization;
using System.Xml;
using Contracts;

namespace Host.Api.Http;

/// <summary>Instants and lengths of time in requests.</summary>
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

    /// <summary><c>500ms 30s 15m 36h 7d</c>, or ISO 8601; not negative.</summary>
    public static bool TryParseSpan(string text, out TimeSpan span)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        double? unit = text[digits..] switch { "ms" => 1, "s" => 1_000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => null };
        if (unit is { } ms && int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            var fits = count * ms < TimeSpan.MaxValue.TotalMilliseconds;
            span = fits ? TimeSpan.FromMilliseconds(count * ms) : default;
            return fits;
        }
        try
        {
            span = XmlConvert.ToTimeSpan(text);
            return span >= TimeSpan.Zero;
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            span = default;
            return false;
        }
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
