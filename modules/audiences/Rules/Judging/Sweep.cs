namespace Audiences.Rules;

/// <summary>Walks the instants at which one that counts enters or leaves the window, until the answer differs.</summary>
internal static class Sweep
{
    /// <param name="hits">Ascending, none has left; the first <paramref name="count"/> count now.</param>
    public static Outcome Of(ReadOnlySpan<long> hits, int count, EventWindow window, CountTest test)
    {
        var answer = test.Holds(count);
        var (enter, leave) = (count, 0);
        while (enter < hits.Length || (window.Leaves && leave < hits.Length))
        {
            var enters = enter < hits.Length ? hits[enter] + window.Enter : Outcome.Never;
            var leaves = window.Leaves ? window.LeaveAt(hits[leave]) : Outcome.Never;
            var at = Math.Min(enters, leaves);
            while (enter < hits.Length && hits[enter] + window.Enter == at)
            {
                enter++;
            }
            while (leaves == at && leave < hits.Length && window.LeaveAt(hits[leave]) == at)
            {
                leave++;
            }
            if (test.Holds(enter - leave) != answer)
            {
                return new Outcome(answer, at);
            }
        }
        return new Outcome(answer, Outcome.Never);
    }

    /// <summary>The first of ascending times that is not before the given one.</summary>
    public static int FirstAt(ReadOnlySpan<long> times, long at)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = times[middle] < at ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
