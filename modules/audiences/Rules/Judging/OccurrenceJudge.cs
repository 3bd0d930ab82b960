namespace Audiences.Rules;

/// <summary>
/// Takes the first or the last event that has happened, whatever it is, and then asks the window and the clauses of it. The last is
/// another as soon as an event dated ahead is reached.
/// </summary>
internal sealed class OccurrenceJudge(Happenings happenings, bool first, CountTest test, EventWindow window, Clauses clauses) : Judge
{
    public override int Cost => 3 + clauses.Count;

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
