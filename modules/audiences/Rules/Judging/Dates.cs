namespace Audiences.Rules;

/// <summary>
/// When a moment passes a date operator. A day passes <c>within</c>, <c>withinNext</c>, <c>between</c> and <c>on</c> while some of it does,
/// and <c>olderThan</c>, <c>before</c> and <c>after</c> once all of it does, so that it is always either within or older, and leaves at midnight.
/// </summary>
internal static class Dates
{
    /// <summary>Null for operators that do not depend on the time.</summary>
    public static Timing? Timing(Op op, Test test) =>
        op == Op.AnniversaryWithin && test.Operand is Anniversary anniversary
            ? new Anniversaries(LocalDays.Of(test.Calendar), anniversary.Length.Days, anniversary.Next)
        : op is Op.Within or Op.OlderThan or Op.WithinNext || test.Operand is Ago or Days ? new MomentTiming(During(op, test)!)
        : null;

    /// <summary>Null for operators that are not about moments.</summary>
    public static Func<Moment, Interval>? During(Op op, Test test)
    {
        var days = LocalDays.Of(test.Calendar);
        return (op, test.Operand) switch
        {
            (Op.Within, Within within) when test.Calendar is not null => t => days.From(days.DayOf(t), within.Length.Days + 1),
            (Op.Within, Within { Length.Ms: var w }) => t => new Interval(t.From, t.To + w),
            (Op.OlderThan, Within { Length.Ms: var w }) => t => new Interval(t.To + w, long.MaxValue),
            (Op.WithinNext, Within { Length.Ms: var w }) => t => new Interval(t.From - w, t.To),
            (Op.Between, Ago ago) => t => new Interval(
                t.From + (ago.To?.Ms ?? 0), ago.From is { Ms: var a } ? t.To + a : long.MaxValue),
            (Op.Between, Moments moments) => Between(moments, days),
            (Op.Before, At at) => Before(days.Of(at.Moment).From, days),
            (Op.After, At at) => After(at.Moment, days),
            (Op.On, At at) => t => Interval.When(days.DayOf(t) == days.DayOf(at.Moment)),
            (Op.On, Days named) => t => days.While(days.DayOf(t), named.Word),
            _ => null,
        };
    }

    /// <summary>The same the other way round, for instants: which of them pass now. Null where those are not one stretch of time.</summary>
    public static Func<long, Interval>? Passing(Op op, Test test)
    {
        var days = LocalDays.Of(test.Calendar);
        return (op, test.Operand) switch
        {
            (Op.Within, Within { Length.Ms: var w }) when test.Calendar is null => now => new Interval(now - w + 1, now + 1),
            (Op.OlderThan, Within { Length.Ms: var w }) => now => new Interval(long.MinValue, now - w + 1),
            (Op.WithinNext, Within { Length.Ms: var w }) => now => new Interval(now + 1, now + w + 1),
            (Op.Between, Ago ago) => now => new Interval(
                ago.From is { Ms: var a } ? now - a + 1 : long.MinValue, now - (ago.To?.Ms ?? 0) + 1),
            (Op.Between, Moments moments) => Always(new(Start(moments.From, days) ?? long.MinValue, Start(moments.To, days) ?? long.MaxValue)),
            (Op.Before, At at) => Always(new(long.MinValue, days.Of(at.Moment).From)),
            (Op.After, At at) => Always(new(at.Moment.IsDay ? days.Of(at.Moment).To : at.Moment.From + 1, long.MaxValue)),
            _ => null,
        };
    }

    private static Func<long, Interval> Always(Interval interval) => _ => interval;

    private static Func<Moment, Interval> Between(Moments moments, LocalDays days)
    {
        var (from, to) = (Start(moments.From, days), Start(moments.To, days));
        return t => Interval.When(days.Of(t) is var own
            && (from is null || (t.IsDay ? own.To > from : own.From >= from)) && (to is null || own.From < to));
    }

    private static Func<Moment, Interval> Before(long x, LocalDays days) =>
        t => Interval.When(t.IsDay ? days.Of(t).To <= x : t.From < x);

    private static Func<Moment, Interval> After(Moment moment, LocalDays days)
    {
        var x = days.Of(moment);
        return t => Interval.When(moment.IsDay ? days.Of(t).From >= x.To : days.Of(t).From > x.From);
    }

    private static long? Start(Moment? moment, LocalDays days) => moment is { } given ? days.Of(given).From : null;
}
