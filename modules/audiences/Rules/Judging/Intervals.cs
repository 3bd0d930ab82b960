namespace Audiences.Rules;

/// <summary>The instants at which something holds: intervals in order, none empty, none touching the next.</summary>
/// <param name="horizon">Beyond it nothing is known: whoever asks has to ask again by then.</param>
internal sealed class Intervals(long horizon)
{
    private readonly List<Interval> _parts = [];

    public IReadOnlyList<Interval> Parts => _parts;

    public long Horizon => horizon;

    public static Intervals Of(Interval interval)
    {
        var one = new Intervals(long.MaxValue);
        one.Add(interval);
        return one;
    }

    public static Intervals Union(IntervalList list)
    {
        var union = new Intervals(list.Horizon);
        list.Items.Sort((a, b) => a.From.CompareTo(b.From));
        foreach (var interval in list.Items)
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
        var rest = new Intervals(horizon);
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
        var both = new Intervals(Math.Min(horizon, other.Horizon));
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
                return part.From <= now ? new Outcome(true, Math.Min(part.To, horizon)) : new Outcome(false, Math.Min(part.From, horizon));
            }
        }
        return new Outcome(false, horizon);
    }

    private void Add(Interval interval)
    {
        if (!interval.IsEmpty)
        {
            _parts.Add(interval);
        }
    }
}
