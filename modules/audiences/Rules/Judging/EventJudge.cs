using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// How often something was performed. Looks only at events that count now or will, and walks the instants at which one enters or leaves
/// the window until the answer differs.
/// </summary>
internal sealed class EventJudge(Happenings happenings, CountTest test, EventWindow window, Clauses clauses) : Judge
{
    public override int Cost => 3 + clauses.Count;

    public override int NarrowCost => happenings is PageViews ? 10 : Cost;

    public override bool IsHeldBy(ContactColumns columns) => happenings is PageViews
        ? columns.HoldsAllViews && columns.Views.All(postings => ClauseScan.CanAsk(clauses, postings) && ViewScan.KnowsPage(postings, happenings.Name))
        : columns.TryEvents(StepKind.Track, happenings.Name, out var postings) && (postings is null || ClauseScan.CanAsk(clauses, postings));

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        var counted = window.CountedAt(now);
        var isDone = happenings is PageViews
            ? ViewScan.TryNarrow(columns, among, happenings.Name, counted, test, clauses, now, AskEach)
            : EventScan.TryNarrow(columns, among, happenings.Name, clauses, now, test.Holds(0), AskEach, (postings, others, scans) =>
                EventScan.Narrow(others, postings, counted, test, scans));
        if (!isDone)
        {
            AskEach(among);
        }

        void AskEach(SlotSet few) => base.Narrow(columns, few, now);
    }

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now)
    {
        if (happenings is PageViews || clauses.AreTimed || !columns.TryEvents(StepKind.Track, happenings.Name, out var postings))
        {
            return;
        }
        if (postings is null)
        {
            among.Clear();
            return;
        }
        postings.SettleForQuestion();
        // What counts now may leave, if it ever does; what is to come may enter.
        var open = new Interval(window.Leaves ? window.Earliest(now) : now - window.Enter + 1, window.Dated.To);
        columns.NarrowApart(among, postings.Apart, _ => { }, others => EventScan.NarrowToAny(others, postings, open));
    }

    public override bool Grows => test.AtLeast is not null;

    public override Outcome Of(in Subject subject, long now, Answers? answers)
    {
        var events = happenings.In(subject.Events, new Interval(window.Earliest(now), window.Dated.To));
        return clauses.AreTimed ? OfTimed(events, now) : OfFixed(events, now);
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
            if (!clauses.Pass(fact))
            {
                continue;
            }
            hits[count++] = fact.At.Ms;
            counting += fact.At.Ms + window.Enter <= now ? 1 : 0;
            // What never leaves decides for ever as soon as there is enough of it.
            if (!window.Leaves && counting >= test.Settled)
            {
                return new Outcome(test.Holds(counting), Outcome.Never);
            }
        }
        return Sweep.Of(hits[..count], counting, window, test);
    }

    /// <summary>
    /// The common case, "at least so often in the last days", from the newest event back: as soon as enough are found, they hold
    /// until the oldest of them leaves. Null: it is another case, or there are not enough.
    /// </summary>
    private long? IsHeldUntil(ReadOnlySpan<EventFact> events, long now)
    {
        if (window is not { Enter: 0, Leaves: true } || test.AtLeast is not ({ } low and > 0) || events.IsEmpty || events[^1].At.Ms > now)
        {
            return null;
        }
        var missing = low;
        for (var i = events.Length - 1; i >= missing - 1; i--)
        {
            if (clauses.Pass(events[i]) && --missing == 0)
            {
                return window.LeaveAt(events[i].At.Ms);
            }
        }
        return null;
    }

    /// <summary>Where a clause itself depends on the time, each event counts while the window and all its clauses hold.</summary>
    private Outcome OfTimed(ReadOnlySpan<EventFact> events, long now)
    {
        var steps = new Steps(now);
        foreach (var fact in events)
        {
            if (clauses.Pass(fact))
            {
                steps.Add(clauses.During(fact, Intervals.Of(window.Counts(fact.At.Ms)), now));
            }
        }
        return steps.Outcome(test);
    }
}
