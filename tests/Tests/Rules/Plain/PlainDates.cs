namespace Tests.Rules.Plain;

/// <summary>The window table of the contract, asked at one instant.</summary>
internal sealed class PlainDates(Fault fault)
{
    private const long Day = 86_400_000;

    /// <param name="t">An instant, twice, or a day from its start to before the next.</param>
    public bool Within((long From, long To) t, long w, long n) =>
        (fault == Fault.WindowHoldsTheFuture || t.From <= n) && (fault == Fault.WindowHoldsItsEdge ? n - w <= t.To : n - w < t.To);

    public bool OlderThan((long From, long To) t, long w, long n) => t.To <= n - w;

    public bool WithinNext((long From, long To) t, long w, long n) =>
        (fault == Fault.WithinNextHoldsNow ? n <= t.To : n < t.To) && t.From <= n + w;

    /// <summary>n − a &lt; t ≤ n − b.</summary>
    public bool Ago((long From, long To) t, long? a, long? b, long n) =>
        (a is null || (fault == Fault.RangeAgoHoldsItsEdge ? n - a <= t.To : n - a < t.To)) && t.From <= n - (b ?? 0);

    /// <summary>a ≤ t &lt; b.</summary>
    public bool Between((long From, long To) t, long? a, long? b) =>
        (a is null || (t.From == t.To ? a <= t.From : a < t.To)) && (b is null || (fault == Fault.RangeHoldsItsEnd ? t.From <= b : t.From < b));

    public bool Before((long From, long To) t, (long From, long To) x) => t.From == t.To ? t.From < x.From : t.To <= x.From;

    public bool After((long From, long To) t, (long From, long To) x) =>
        x.From == x.To || fault == Fault.AfterADayIsAfterItsStart ? t.From > x.From : t.From >= x.To;

    public bool On((long From, long To) t, string word, long n)
    {
        var day = Start(t.From);
        var today = Start(n);
        return word switch
        {
            "today" => day == today,
            "yesterday" => day == today - Day,
            "tomorrow" => day == (fault == Fault.TomorrowIsYesterday ? today - Day : today + Day),
            "thisWeek" => Monday(day) == Monday(today),
            "lastWeek" => Monday(day) == Monday(today) - (7 * Day),
            "thisMonth" => Month(day) == Month(today),
            _ => Month(day) == Month(today) - 1,
        };
    }

    private static long Start(long at) => Date(at).ToUnixTimeMilliseconds() / 1;

    private static DateTimeOffset Date(long at) => new(DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.Date, TimeSpan.Zero);

    private long Monday(long day)
    {
        var first = fault == Fault.WeekBeginsOnSunday ? DayOfWeek.Sunday : DayOfWeek.Monday;
        while (Date(day).DayOfWeek != first)
        {
            day -= Day;
        }
        return day;
    }

    private static int Month(long day) => (Date(day).Year * 12) + Date(day).Month;
}
