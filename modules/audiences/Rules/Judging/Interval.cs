namespace Audiences.Rules;

/// <summary>From a millisecond to before another; the ends of <see cref="long"/> are the ends of time.</summary>
internal readonly record struct Interval(long From, long To)
{
    public static readonly Interval Always = new(long.MinValue, long.MaxValue);
    public static readonly Interval Never = new(0, 0);

    public bool IsEmpty => From >= To;

    public bool Holds(long at) => From <= at && at < To;

    public Interval And(Interval other) => new(Math.Max(From, other.From), Math.Min(To, other.To));

    public static Interval When(bool holds) => holds ? Always : Never;
}

/// <summary>Intervals as they are found, and until when all of them are known.</summary>
internal sealed class IntervalList
{
    public List<Interval> Items { get; } = [];

    public long Horizon { get; set; } = long.MaxValue;

    public void Add(Interval interval) => Items.Add(interval);
}
