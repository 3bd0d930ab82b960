using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Contracts;

namespace Contacts;

/// <summary>When a message happened, and when that cannot be.</summary>
internal static partial class EventTime
{
    public const int EarliestYear = 1900;
    private static readonly TimeSpan WrongClock = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    /// <summary>The instant, or why there is none.</summary>
    public static (Instant At, Rejection? Wrong) Of(JsonElement message, Envelope envelope)
    {
        var at = envelope.Arrived;
        foreach (var name in (ReadOnlySpan<string>)["timestamp", "originalTimestamp"])
        {
            if (!message.TryGetProperty(name, out var sent) || sent.ValueKind == JsonValueKind.Null) continue;
            if (sent.ValueKind != JsonValueKind.String || Read(sent.GetString()!) is not { } read)
                return (at, new($"is no time from the year {EarliestYear} on, such as 2026-11-21T08:00:00.000Z", name));
            at = read - Shift(message, envelope);
            return at > envelope.Arrived + Ahead ? (at, new("is more than 24 hours ahead", name)) : (at, null);
        }
        return (at, null);
    }

    /// <summary>RFC 3339; a date alone is its first instant, and a time without offset is UTC, as some SDKs mean it.</summary>
    public static Instant? Read(string text)
    {
        if (!Shape().IsMatch(text)) return null;
        var read = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        return read && time.Year >= EarliestYear ? Instant.From(time) : null;
    }

    /// <summary>A birthday: a date, or month and day when the year is not known (<c>--02-29</c>).</summary>
    public static bool IsBirthday(string text) =>
        text.StartsWith("--", StringComparison.Ordinal)
            ? DateOnly.TryParseExact($"2000-{text[2..]}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= EarliestYear;

    // sentAt is the one thing a sender says about its clock now; only when it is clearly ahead is the clock known to be wrong.
    private static TimeSpan Shift(JsonElement message, Envelope envelope)
    {
        if (envelope.Manual) return TimeSpan.Zero;
        var own = message.TryGetProperty("sentAt", out var sent) && sent.ValueKind == JsonValueKind.String ? Read(sent.GetString()!) : null;
        var ahead = (own ?? envelope.SentAt) is { } sentAt ? TimeSpan.FromMilliseconds(sentAt.Ms - envelope.Arrived.Ms) : TimeSpan.Zero;
        return ahead > WrongClock ? ahead : TimeSpan.Zero;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
