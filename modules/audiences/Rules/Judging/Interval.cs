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

/// <summary>The instants at which something holds: intervals in order, none empty, none touching the next.</summary>
internal sealed class Intervals
{
    private readonly List<Interval> _parts = [];

    public IReadOnlyList<Interval> Parts => _parts;

    public static Intervals Union(List<Interval> intervals)
    {
        var union = new Intervals();
        intervals.Sort((a, b) => a.From.CompareTo(b.From));
        foreach (var interval in intervals)
        {
            if (interval.IsEmpty)
            {
                continue;
            }
            if (union._parts.Count > 0 && union._parts[^1] is var last && interval.From <= last.To)
            {
                union._parts[^1] = new Interval(last.From, Math.Max(last.To, interval.To));
            }
            else
            {
                union._parts.Add(interval);
            }
        }
        return union;
    }

    public Intervals Complement()
    {
        var rest = new Intervals();
        var from = long.MinValue;
        foreach (var part in _parts)
        {
            rest.Add(new Interval(from, part.From));
            from = part.To;
        }
        rest.Add(new Interval(from, long.MaxValue));
        return rest;
    }

    public Intervals And(Intervals other)
    {
        var both = new Intervals();
        foreach (var part in _parts)
        {
            foreach (var against in other._parts)
            {
                both.Add(part.And(against));
            }
        }
        return both;
    }

    public Outcome At(long now)
    {
        foreach (var part in _parts)
        {
            if (now < part.To)
            {
                return part.From <= now ? new Outcome(true, part.To) : new Outcome(false, part.From);
            }
        }
        return new Outcome(false, Outcome.Never);
    }

    private void Add(Interval interval)
    {
        if (!interval.IsEmpty)
        {
            _parts.Add(interval);
        }
    }
}
