namespace Audiences.Rules;

/// <summary>How many events of any kind, or how many sessions.</summary>
/// <param name="times">When each of them is dated, ascending; at least from the given instant on.</param>
/// <param name="grows">One event more never makes them fewer.</param>
internal sealed class CountJudge(CountedTimes times, CountTest test, EventWindow window, bool grows) : Judge
{
    public override int Cost => 3;

    public override bool Grows => grows && test.AtLeast is not null;

    public override Outcome Of(in Subject subject, long now, Answers? answers)
    {
        var dated = times(subject.Events, window.Earliest(now));
        var hits = dated[Sweep.FirstAt(dated, window.Earliest(now))..];
        hits = hits[..Sweep.FirstAt(hits, window.Dated.To)];
        var counting = Sweep.FirstAt(hits, now - window.Enter + 1);
        return !window.Leaves && counting >= test.Settled
            ? new Outcome(test.Holds(counting), Outcome.Never)
            : Sweep.Of(hits, counting, window, test);
    }
}

internal delegate ReadOnlySpan<long> CountedTimes(EventHistory history, long from);
