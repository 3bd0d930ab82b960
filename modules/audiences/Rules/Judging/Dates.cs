namespace Audiences.Rules;

/// <summary>
/// When a moment passes a date operator. A day passes <c>within</c>, <c>withinNext</c>, <c>between</c> and <c>on</c> while some of it does,
/// and <c>olderThan</c>, <c>before</c> and <c>after</c> once all of it does, so that it is always either within or older, and leaves at midnight.
/// </summary>
internal static class Dates
{
    /// <summary>Null for operators that are not about dates.</summary>
    public static Func<Moment, Interval>? During(Op op, Operand operand) => (op, operand) switch
    {
        (Op.Within, Within { Length.Ms: var w }) => t => new Interval(t.From, t.To + w),
        (Op.OlderThan, Within { Length.Ms: var w }) => t => new Interval(t.To + w, long.MaxValue),
        (Op.WithinNext, Within { Length.Ms: var w }) => t => new Interval(t.From - w, t.To),
        (Op.Between, Ago ago) => t => new Interval(
            t.From + (ago.To?.Ms ?? 0), ago.From is { Ms: var a } ? t.To + a : long.MaxValue),
        (Op.Between, Moments moments) => t => Interval.When(Between(t, moments)),
        (Op.Before, At { Moment: var x }) => t => Interval.When(t.IsDay ? t.To <= x.From : t.From < x.From),
        (Op.After, At { Moment: var x }) => t => Interval.When(x.IsDay ? t.From >= x.To : t.From > x.From),
        (Op.On, At { Moment: var day }) => t => Interval.When(t.From >= day.From && t.From < day.To),
        (Op.On, Days days) => t => Calendar.While(t, days.Word),
        _ => null,
    };

    public static bool ChangesWithTime(Op op, Operand operand) =>
        op is Op.Within or Op.OlderThan or Op.WithinNext || operand is Ago or Days;

    private static bool Between(Moment t, Moments moments) =>
        (moments.From is not { From: var from } || (t.IsDay ? t.To > from : t.From >= from))
        && (moments.To is not { From: var to } || t.From < to);
}

/// <summary>Days, weeks from Monday and months, in UTC.</summary>
internal static class Calendar
{
    private const long Day = Moment.DayMs;

    /// <summary>The instants for which the moment lies today, yesterday, in last week …</summary>
    public static Interval While(Moment moment, string word)
    {
        var day = Floor(moment.From, Day);
        // 1970-01-01 was a Thursday: Monday-based weeks begin three days before multiples of seven.
        var week = Floor(day + (3 * Day), 7 * Day) - (3 * Day);
        return word switch
        {
            "today" => new Interval(day, day + Day),
            "yesterday" => new Interval(day + Day, day + (2 * Day)),
            "tomorrow" => new Interval(day - Day, day),
            "thisWeek" => new Interval(week, week + (7 * Day)),
            "lastWeek" => new Interval(week + (7 * Day), week + (14 * Day)),
            "thisMonth" => new Interval(Month(day, 0), Month(day, 1)),
            "lastMonth" => new Interval(Month(day, 1), Month(day, 2)),
            _ => throw new InvalidOperationException($"{word} names no days."),
        };
    }

    private static long Floor(long value, long unit) => value - (((value % unit) + unit) % unit);

    private static long Month(long day, int ahead)
    {
        var date = DateTimeOffset.FromUnixTimeMilliseconds(day);
        return new DateTimeOffset(date.Year, date.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(ahead).ToUnixTimeMilliseconds();
    }
}
