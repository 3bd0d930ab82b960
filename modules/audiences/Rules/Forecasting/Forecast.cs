using Contracts;

namespace Audiences.Rules;

/// <summary>How many contacts a rule brings in and takes out on each coming UTC day if nothing more happens. Contacts are added one by one.</summary>
/// <param name="from">Now; what is left of its day is the first day.</param>
internal sealed class Forecast(CompiledRule rule, Instant from, int days)
{
    /// <summary>Times a day that one contact is judged at most: who changes every minute is beyond counting by days.</summary>
    public const int MostLooks = 1_440;

    private readonly int[] _entering = new int[days], _leaving = new int[days];
    private readonly long _firstDay = from.Ms - (((from.Ms % Moment.DayMs) + Moment.DayMs) % Moment.DayMs);

    /// <summary>Members now.</summary>
    public int Members { get; private set; }

    public IReadOnlyList<int> Entering => _entering;
    public IReadOnlyList<int> Leaving => _leaving;

    /// <summary>How often anybody was judged.</summary>
    public long Looks { get; private set; }

    /// <summary>False, and the counts mean nothing, when the contact is to be judged too often on one day.</summary>
    public bool TryAdd(in Subject subject)
    {
        var verdict = Look(subject, from);
        Members += verdict.Holds ? 1 : 0;
        var (today, looks) = (0L, 0);
        while (verdict.NextChangeAt is { } at && DayOf(at) is var day && day < days)
        {
            (today, looks) = day == today ? (today, looks + 1) : (day, 1);
            if (looks > MostLooks)
            {
                return false;
            }
            var next = Look(subject, at);
            if (next.Holds != verdict.Holds)
            {
                (next.Holds ? _entering : _leaving)[day]++;
            }
            verdict = next;
        }
        return true;
    }

    private Verdict Look(in Subject subject, Instant at)
    {
        Looks++;
        return Rule.Evaluate(rule, subject, at);
    }

    private long DayOf(Instant at) => (at.Ms - _firstDay) / Moment.DayMs;
}
