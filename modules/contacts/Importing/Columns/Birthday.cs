using System.Globalization;

namespace Contacts;

/// <summary>Birthdays as programs write them.</summary>
internal static class Birthday
{
    // Of 03/04/1990 nobody knows; where dates are written with slashes, the month is most often first.
    private static readonly string[] Dates =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "M/d/yyyy", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy",
        "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "MMM d, yyyy", "MMMM d, yyyy", "MMM d yyyy",
    ];

    private static readonly string[] DaysOfYears = ["--MM-dd", "M/d", "d/M", "d.M.", "d MMM", "MMM d"];

    /// <summary>As <c>POST /v1/contacts</c> takes it; null when it cannot be read.</summary>
    public static string? Read(string cell)
    {
        var text = WithoutTime(cell);
        if (EventTime.IsBirthday(text)) return text;
        if (Parse(text, Dates) is { } day) return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        // In a leap year, so that 29 February is one.
        return Parse($"{text}|2000", [.. DaysOfYears.Select(form => $"{form}|yyyy")]) is { } anyYear
            ? anyYear.ToString("--MM-dd", CultureInfo.InvariantCulture) : null;
    }

    private static DateOnly? Parse(string text, string[] forms)
    {
        foreach (var form in forms)
            if (DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        return null;
    }

    /// <summary><c>1990-02-28T00:00:00Z</c> and <c>2/28/1990 0:00</c>.</summary>
    private static string WithoutTime(string text)
    {
        var end = text.IndexOf(':');
        return end < 0 ? text : text[..Math.Max(0, text.LastIndexOfAny([' ', 'T'], end))];
    }
}
