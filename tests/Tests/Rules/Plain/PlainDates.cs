namespace Tests.Rules.Plain;

/// <summary>The window table of the contract, asked at one instant.</summary>
internal sealed class PlainDates(Fault fault)
{
    /// <param name="t">An instant, twice, or a day from its start to before the next.</param>
    public bool Within((long From, long To) t, long w, long n) =>
        (fault == Fault.WindowHoldsTheFuture || t.From <= n) && (fault == Fault.WindowHoldsItsEdge ? n - w <= t.To : n - w < t.To);

    public bool OlderThan((long From, long To) t, long w, long n) => fault == Fault.OlderThanMissesItsEdge ? t.To < n - w : t.To <= n - w;

    public bool WithinNext((long From, long To) t, long w, long n) =>
        (fault == Fault.WithinNextHoldsNow ? n <= t.To : n < t.To) && (fault == Fault.WithinNextMissesItsEnd ? t.From < n + w : t.From <= n + w);

    /// <summary>n − a &lt; t ≤ n − b.</summary>
    public bool Ago((long From, long To) t, long? a, long? b, long n) =>
        (a is null || (fault == Fault.RangeAgoHoldsItsEdge ? n - a <= t.To : n - a < t.To)) && t.From <= n - (fault == Fault.RangeAgoEndsNow ? 0 : b ?? 0);

    /// <summary>a ≤ t &lt; b.</summary>
    public bool Between((long From, long To) t, bool day, long? a, long? b) =>
        (a is null || (day ? a < t.To : fault == Fault.RangeMissesItsStart ? a < t.From : a <= t.From))
        && (b is null || (fault == Fault.RangeHoldsItsEnd ? t.From <= b : t.From < b));

    public static bool Before((long From, long To) t, bool day, (long From, long To) x) => day ? t.To <= x.From : t.From < x.From;

    public bool After((long From, long To) t, bool whole, (long From, long To) x) =>
        !whole || fault == Fault.AfterADayIsAfterItsStart ? t.From > x.From : t.From >= x.To;

    /// <summary>Local day of t is today or one of the N days before.</summary>
    public bool WithinDays(DateOnly day, int count, DateOnly today) =>
        today.DayNumber - day.DayNumber >= 0
        && today.DayNumber - day.DayNumber <= (fault == Fault.CalendarForgetsTheLastDay ? count - 1 : count);

    public bool On(DateOnly day, DateOnly today, string word, string? weekStart) => word switch
    {
        "today" => day == today,
        "yesterday" => day == today.AddDays(-1),
        "tomorrow" => day == today.AddDays(fault == Fault.TomorrowIsYesterday ? -1 : 1),
        "thisWeek" => Week(day, weekStart) == Week(today, weekStart),
        "lastWeek" => Week(day, weekStart) == Week(today, weekStart).AddDays(fault == Fault.LastWeekIsThisWeek ? 0 : -7),
        "thisMonth" => Month(day) == Month(today),
        _ => fault == Fault.LastMonthIsThirtyDays ? day >= today.AddDays(-30) && day <= today : Month(day) == Month(today) - 1,
    };

    /// <summary>Some day from so many before today, or today to so many after it, is the anniversary.</summary>
    public bool Anniversary(int month, int date, int count, bool next, DateOnly today)
    {
        var last = (next && fault == Fault.AnniversaryNextForgetsItsEnd) || (!next && fault == Fault.AnniversaryForgetsItsEnd) ? count - 1 : count;
        var ahead = next != (fault == Fault.AnniversaryLooksTheOtherWay);
        for (var i = 0; i <= last; i++)
        {
            var day = today.AddDays(ahead ? i : -i);
            var leap = month == 2 && date == 29 && !DateTime.IsLeapYear(day.Year) && fault != Fault.LeapDayNeedsALeapYear;
            if (day.Month == month && day.Day == (leap ? 28 : date))
            {
                return true;
            }
        }
        return false;
    }

    private DateOnly Week(DateOnly day, string? weekStart)
    {
        var first = fault == Fault.WeekBeginsOnMonday || (fault != Fault.WeekBeginsOnSunday && weekStart is null or "monday") ? DayOfWeek.Monday
            : weekStart == "saturday" ? DayOfWeek.Saturday : DayOfWeek.Sunday;
        while (day.DayOfWeek != first)
        {
            day = day.AddDays(-1);
        }
        return day;
    }

    private static int Month(DateOnly day) => (day.Year * 12) + day.Month;
}
