using System.Text.Json;

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
/// <param name="during">When a moment passes the test, for tests that depend on the time.</param>
internal sealed class ValueTest(bool negative, Probe[] probes, Func<Moment, Interval>? during)
{
    public bool IsTimed => during is not null;

    public bool Holds(Source source, ContactFacts facts)
    {
        foreach (var probe in probes)
        {
            if (!source.Visit(facts, probe))
            {
                return negative;
            }
        }
        return !negative;
    }

    public bool Holds(FactPath path, JsonElement properties)
    {
        foreach (var probe in probes)
        {
            if (!path.Visit(properties, 0, probe))
            {
                return negative;
            }
        }
        return !negative;
    }

    public Intervals During(Source source, ContactFacts facts)
    {
        var found = new Collector(during!);
        source.Visit(facts, found);
        return Flipped(found.Intervals);
    }

    public Intervals During(FactPath path, JsonElement properties)
    {
        var found = new Collector(during!);
        path.Visit(properties, 0, found);
        return Flipped(found.Intervals);
    }

    /// <summary>For a field that has another value at other times: each value, and while it stands.</summary>
    public Intervals During(IEnumerable<(Interval While, Moment Value)> values) =>
        Flipped([.. values.Select(held => held.While.And(during!(held.Value)))]);

    private Intervals Flipped(List<Interval> intervals) =>
        negative ? Intervals.Union(intervals).Complement() : Intervals.Union(intervals);

    private sealed class Collector(Func<Moment, Interval> during) : IVisitor
    {
        public List<Interval> Intervals { get; } = [];

        public bool Visit(in Value value)
        {
            if (value.TryMoment(out var moment))
            {
                Intervals.Add(during(moment));
            }
            return false;
        }
    }
}
