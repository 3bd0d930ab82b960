using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Asks one value; as a visitor it stops at the first that holds.</summary>
internal sealed class Probe(Func<Value, bool> holds) : IVisitor
{
    public bool Visit(in Value value) => holds(value);
}

/// <summary>
/// A compiled test of all values of a field or property. A positive operator holds if it holds for one of them
/// (<c>containsAll</c>: each of its operands for one); a negative one exactly when its positive counterpart fails.
/// </summary>
/// <param name="probes">Each must find a value; empty for a test that depends on the time.</param>
/// <param name="timing">When a value passes the test, for tests that depend on the time.</param>
/// <param name="passing">Given the time, which single instants pass; null where that is not one stretch of time.</param>
internal sealed class ValueTest(bool negative, Probe[] probes, Timing? timing, Func<long, Interval>? passing = null)
{
    public bool IsTimed => timing is not null;

    /// <summary>The positive test, where it looks for text; null of others.</summary>
    public TextSearch? Search { get; init; }

    /// <summary>The positive test, where it asks for one of too many whole texts for a <see cref="Search"/>, folded; null of others.</summary>
    public FormTable? Whole { get; init; }

    /// <summary>The positive test, where it compares numbers; null of others.</summary>
    public NumberRange? Range { get; init; }

    /// <summary>What it says where there is no value.</summary>
    public bool IsNegative => negative;

    /// <summary>Of single instants (not of days) those that pass now; null where that is not one stretch of time, or it asks something else.</summary>
    public Interval? PassingNow(long now) => passing?.Invoke(now);

    /// <summary>What time says of an earlier instant, it has said for good; null where that is not known.</summary>
    public long? OpenFrom(long now) =>
        !IsTimed ? long.MaxValue
        // Those that pass now, and those that pass later, are the later the later they are.
        : PassingNow(now) is { } stretch ? (stretch.From > long.MinValue ? stretch.From : stretch.To)
        : null;

    /// <summary>Whether it holds now, of values that stay as they are.</summary>
    public bool HoldsNow<TValues>(in TValues values, long now) where TValues : struct, IValues =>
        IsTimed ? During(values, now).At(now).Holds : Holds(values);

    public bool Holds<TValues>(in TValues values) where TValues : struct, IValues
    {
        foreach (var probe in probes)
        {
            if (!values.Visit(probe))
            {
                return negative;
            }
        }
        return !negative;
    }

    public Intervals During<TValues>(in TValues values, long now) where TValues : struct, IValues
    {
        var found = new Collector(timing!, now);
        values.Visit(found);
        return Flipped(found.Passes);
    }

    /// <summary>For a field that has another value at other times: each value, and while it stands.</summary>
    public Intervals During(IEnumerable<(Interval While, Value Value)> values, long now)
    {
        var passes = new IntervalList();
        foreach (var (standing, value) in values)
        {
            foreach (var interval in PassesOf(value, now, passes))
            {
                passes.Add(standing.And(interval));
            }
        }
        return Flipped(passes);
    }

    private List<Interval> PassesOf(in Value value, long now, IntervalList known)
    {
        if (timing is null)
        {
            foreach (var probe in probes)
            {
                if (!probe.Visit(value))
                {
                    return [];
                }
            }
            return [Interval.Always];
        }
        var own = new IntervalList();
        timing.Note(value, now, own);
        known.Horizon = Math.Min(known.Horizon, own.Horizon);
        return own.Items;
    }

    private Intervals Flipped(IntervalList passes) =>
        negative ? Intervals.Union(passes).Complement() : Intervals.Union(passes);

    private sealed class Collector(Timing timing, long now) : IVisitor
    {
        public IntervalList Passes { get; } = new();

        public bool Visit(in Value value)
        {
            timing.Note(value, now, Passes);
            return false;
        }
    }
}
