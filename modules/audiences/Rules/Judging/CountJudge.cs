using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>How many events of any kind, or how many sessions.</summary>
internal sealed class CountJudge(CountedTimes times, CountTest test, EventWindow window) : Judge
{
    // To ask one contact costs as much as to go through so many events.
    private const int EventsAContact = 256;

    public override int Cost => 3;

    public override int NarrowCost => times == CountedTimes.Events ? 20 : 100;

    public override bool IsHeldBy(ContactColumns columns) => columns.HoldsAllEvents && columns.HoldsAllViews;

    // A late event between two sessions makes them one.
    public override bool Grows => times == CountedTimes.Events && test.AtLeast is not null;

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        EventPostings[] all = [.. columns.Events];
        if (!IsHeldBy(columns) || (long)among.Count * EventsAContact < all.Sum(postings => (long)postings.Times.Length))
        {
            base.Narrow(columns, among, now);
            return;
        }
        using var apart = columns.ApartOf(all);
        columns.NarrowApart(among, apart.Slots, unsorted => base.Narrow(columns, unsorted, now), others =>
        {
            using var tally = new SlotTally();
            if (times == CountedTimes.Events)
            {
                tally.AddEvents(all, window.CountedAt(now));
            }
            else
            {
                tally.AddSessions(all, window.CountedAt(now), others);
            }
            tally.Narrow(others, test);
        });
    }

    public override Outcome Of(in Subject subject, long now, Answers? answers)
    {
        var dated = times == CountedTimes.Events ? subject.Events.Times : Sessions.Starts(subject.Events.Active, window.Earliest(now));
        var hits = dated[Sweep.FirstAt(dated, window.Earliest(now))..];
        hits = hits[..Sweep.FirstAt(hits, window.Dated.To)];
        var counting = Sweep.FirstAt(hits, now - window.Enter + 1);
        return !window.Leaves && counting >= test.Settled
            ? new Outcome(test.Holds(counting), Outcome.Never)
            : Sweep.Of(hits, counting, window, test);
    }
}

internal enum CountedTimes { Events, Sessions }
