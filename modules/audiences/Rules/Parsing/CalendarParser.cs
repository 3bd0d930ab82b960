namespace Audiences.Rules;

/// <summary>Reads whose days a condition means; where days are meant and nothing is said, they are those of UTC and weeks begin on Monday.</summary>
internal static class CalendarParser
{
    /// <param name="operand">A length of time counts days only if a calendar is given.</param>
    /// <param name="counts">Its length can count days.</param>
    public static Calendar? Read(Part part, Operand? operand, bool counts)
    {
        var zone = part.Has("calendar") && part.Text("calendar", "an IANA time zone such as \"Europe/Brussels\"") is { } given ? Zone(part, given) : null;
        var weekStart = WeekStart(part, operand);
        if (operand is null or { NamesDays: true })
        {
            return operand is null ? null : new Calendar(zone ?? Calendar.Utc, weekStart);
        }
        if (zone is null)
        {
            return null;
        }
        if (!counts)
        {
            part.Refuse("calendar", "goes with whole days only (`within` and `notWithin`, named days and dates, anniversaries): leave it out.");
        }
        else if (operand is Within { Length.IsDays: false } within)
        {
            part.Refuse("calendar", $"counts days: write {within.Length.Text} in days or weeks, or leave it out.");
        }
        return new Calendar(zone);
    }

    private static string? Zone(Part part, string given)
    {
        if (Zones.Has(given))
        {
            return given;
        }
        var hint = Zones.Nearest(given) is { } near ? $" Did you mean `{near}`?" : " Write it as IANA does, such as `Europe/Brussels`.";
        part.Refuse("calendar", $"is no time zone: `{given}`.{hint}");
        return null;
    }

    private static DayOfWeek? WeekStart(Part part, Operand? operand)
    {
        var isWeek = operand is Days { IsWeek: true };
        if (!part.Has("weekStart"))
        {
            return isWeek ? DayOfWeek.Monday : null;
        }
        if (operand is not null && !isWeek)
        {
            part.Refuse("weekStart", "goes with thisWeek and lastWeek only: leave it out.");
            return null;
        }
        if (part.Text("weekStart", "a day of the week such as \"monday\"") is not { } written)
        {
            return null;
        }
        if (Enum.GetValues<DayOfWeek>().Where(day => Name(day) == written).ToArray() is [var start])
        {
            return start;
        }
        part.Refuse("weekStart", $"must be one of {string.Join(", ", Enum.GetValues<DayOfWeek>().Select(Name))}.");
        return null;
    }

    public static string Name(DayOfWeek day) => day.ToString().ToLowerInvariant();
}
