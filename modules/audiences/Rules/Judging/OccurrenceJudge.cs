using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// Takes the first or the last event that has happened, whatever it is, and then asks the window and the clauses of it. The last is
/// another as soon as an event dated ahead is reached.
/// </summary>
internal sealed class OccurrenceJudge(Happenings happenings, bool first, CountTest test, EventWindow window, Clauses clauses) : Judge
{
    public override int Cost => 3 + clauses.Count;

    public override int NarrowCost => happenings is TrackEvents ? Cost : OneByOne;

    public override bool IsHeldBy(ContactColumns columns) =>
        happenings is TrackEvents && columns.TryEvents(StepKind.Track, happenings.Name, out var postings) && (postings is null || ClauseScan.CanAsk(clauses, postings));

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        if (happenings is not TrackEvents || !EventScan.TryNarrow(columns, among, happenings.Name, clauses, now, test.Holds(0), AskEach, NarrowToOne))
        {
            AskEach(among);
        }

        void AskEach(SlotSet few) => base.Narrow(columns, few, now);

        void NarrowToOne(EventPostings postings, SlotSet others, ClauseScan[] scans)
        {
            using var tied = columns.Scratch.Empty();
            EventScan.NarrowToOne(others, postings, first, now, window.CountedAt(now), test, scans, tied.Slots);
            AskEach(tied.Slots);
            others.Or(tied.Slots);
        }
    }

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now)
    {
        if (happenings is TrackEvents && columns.TryEvents(StepKind.Track, happenings.Name, out var postings))
        {
            if (postings is null)
            {
                among.Clear();
                return;
            }
            // Who has no such event yet has none by time alone.
            columns.NarrowApart(among, postings.Apart, _ => { }, others => EventScan.NarrowToAny(others, postings, Interval.Always));
        }
    }

    public override Outcome Of(in Subject subject, long now, Answers? answers)
    {
        var events = happenings.In(subject.Events, Interval.Always);
        var steps = new Steps(now);
        for (var i = first ? 0 : LastReached(events, now); i < (first ? Math.Min(1, events.Length) : events.Length); i++)
        {
            var stands = new Interval(events[i].At.Ms, first || i + 1 == events.Length ? long.MaxValue : events[i + 1].At.Ms);
            if (window.Dated.Holds(events[i].At.Ms) && clauses.Pass(events[i]))
            {
                steps.Add(clauses.During(events[i], Intervals.Of(window.Counts(events[i].At.Ms).And(stands)), now));
            }
        }
        return steps.Outcome(test);
    }

    private static int LastReached(ReadOnlySpan<EventFact> events, long now)
    {
        var last = events.Length - 1;
        while (last > 0 && events[last].At.Ms > now)
        {
            last--;
        }
        return Math.Max(last, 0);
    }
}
