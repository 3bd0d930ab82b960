using Contracts;

namespace Audiences.Rules;

/// <summary>Which events count, and while: an event at t counts from <c>t + Enter</c> to before <c>t + Leave</c>, if t is in <c>Dated</c>.</summary>
/// <param name="Leave">Null: for ever.</param>
internal readonly record struct EventWindow(long Enter, long? Leave, Interval Dated)
{
    public static EventWindow Of(Operand? window) => window switch
    {
        Within within => new EventWindow(0, within.Length.Ms, Interval.Always),
        Ago ago => new EventWindow(ago.To?.Ms ?? 0, ago.From?.Ms, Interval.Always),
        Moments moments => new EventWindow(
            0, null, new Interval(moments.From?.From ?? long.MinValue, moments.To?.From ?? long.MaxValue)),
        _ => new EventWindow(0, null, Interval.Always),
    };

    public Interval Counts(long at) => new(at + Enter, Leave is { } leave ? at + leave : long.MaxValue);
}

/// <summary>
/// How often an event was performed. Looks only at events that count now or will, and walks the instants at which one enters or leaves
/// the window until the answer differs.
/// </summary>
internal sealed class EventJudge(
    string name, int low, int high, EventWindow window, (FactPath Path, ValueTest Test)[] where) : Judge
{
    private readonly (FactPath Path, ValueTest Test)[] _fixed = [.. where.Where(clause => !clause.Test.IsTimed)];
    private readonly (FactPath Path, ValueTest Test)[] _timed = [.. where.Where(clause => clause.Test.IsTimed)];

    public override int Cost => 3 + where.Length;

    public override bool Grows => high == int.MaxValue;

    public override Outcome Of(in Subject subject, long now)
    {
        var events = Relevant(subject.Events.Named(StepKind.Track, name), now);
        return _timed.Length > 0 ? OfTimed(events, now) : OfFixed(events, now);
    }

    private bool Answer(int count) => low <= count && count <= high;

    private ReadOnlySpan<EventFact> Relevant(ReadOnlySpan<EventFact> events, long now)
    {
        var from = Math.Max(window.Dated.From, window.Leave is { } leave ? now - leave + 1 : long.MinValue);
        var start = FirstAt(events, from);
        return events[start..Math.Max(start, FirstAt(events, window.Dated.To))];
    }

    private static int FirstAt(ReadOnlySpan<EventFact> events, long at)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = events[middle].At.Ms < at ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private Outcome OfFixed(ReadOnlySpan<EventFact> events, long now)
    {
        if (IsHeldUntil(events, now) is { } until)
        {
            return new Outcome(true, until);
        }
        var hits = events.Length <= 256 ? stackalloc long[events.Length] : new long[events.Length];
        var (count, counting) = (0, 0);
        foreach (var fact in events)
        {
            if (!Passes(fact))
            {
                continue;
            }
            hits[count++] = fact.At.Ms;
            counting += fact.At.Ms + window.Enter <= now ? 1 : 0;
            // What never leaves decides for ever as soon as there is enough of it.
            if (window.Leave is null && (counting > high || (counting >= low && high == int.MaxValue)))
            {
                return new Outcome(counting <= high, Outcome.Never);
            }
        }
        return Sweep(hits[..count], counting);
    }

    /// <summary>
    /// The common case, "at least so often in the last days", from the newest event back: as soon as enough are found, they hold
    /// until the oldest of them leaves. Null: it is another case, or there are not enough.
    /// </summary>
    private long? IsHeldUntil(ReadOnlySpan<EventFact> events, long now)
    {
        if (window is not { Enter: 0, Leave: { } leave } || high != int.MaxValue || low < 1 || events.IsEmpty || events[^1].At.Ms > now)
        {
            return null;
        }
        var missing = low;
        for (var i = events.Length - 1; i >= missing - 1; i--)
        {
            if (Passes(events[i]) && --missing == 0)
            {
                return events[i].At.Ms + leave;
            }
        }
        return null;
    }

    private bool Passes(EventFact fact)
    {
        foreach (var (path, test) in _fixed)
        {
            if (!test.Holds(path, fact.Properties))
            {
                return false;
            }
        }
        return true;
    }

    /// <param name="hits">Ascending; the first <paramref name="count"/> count now, none has left.</param>
    private Outcome Sweep(ReadOnlySpan<long> hits, int count)
    {
        var answer = Answer(count);
        var (enter, leave) = (count, 0);
        while (enter < hits.Length || (window.Leave is not null && leave < hits.Length))
        {
            var enters = enter < hits.Length ? hits[enter] + window.Enter : Outcome.Never;
            var leaves = window.Leave is { } length ? hits[leave] + length : Outcome.Never;
            var at = Math.Min(enters, leaves);
            while (enter < hits.Length && hits[enter] + window.Enter == at)
            {
                enter++;
            }
            while (window.Leave is { } held && leave < hits.Length && hits[leave] + held == at)
            {
                leave++;
            }
            if (Answer(enter - leave) != answer)
            {
                return new Outcome(answer, at);
            }
        }
        return new Outcome(answer, Outcome.Never);
    }

    /// <summary>Where a clause itself depends on the time, each event counts while the window and all its clauses hold.</summary>
    private Outcome OfTimed(ReadOnlySpan<EventFact> events, long now)
    {
        var count = 0;
        var steps = new SortedDictionary<long, int>();
        foreach (var fact in events)
        {
            if (!Passes(fact))
            {
                continue;
            }
            var counts = Intervals.Union([window.Counts(fact.At.Ms)]);
            foreach (var (path, test) in _timed)
            {
                counts = counts.And(test.During(path, fact.Properties));
            }
            foreach (var part in counts.Parts)
            {
                count += part.Holds(now) ? 1 : 0;
                Note(steps, part.From, 1, now);
                Note(steps, part.To, -1, now);
            }
        }
        var answer = Answer(count);
        foreach (var (at, change) in steps)
        {
            count += change;
            if (Answer(count) != answer)
            {
                return new Outcome(answer, at);
            }
        }
        return new Outcome(answer, Outcome.Never);
    }

    private static void Note(SortedDictionary<long, int> steps, long at, int change, long now)
    {
        if (at > now && at < Outcome.Never)
        {
            steps[at] = steps.GetValueOrDefault(at) + change;
        }
    }
}
