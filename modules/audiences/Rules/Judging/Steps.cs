namespace Audiences.Rules;

/// <summary>How many of several things hold, now and at each instant at which that changes.</summary>
internal sealed class Steps(long now)
{
    private readonly SortedDictionary<long, int> _changes = [];
    private int _count;
    private long _horizon = Rules.Outcome.Never;

    public void Add(Intervals holds)
    {
        _horizon = Math.Min(_horizon, holds.Horizon);
        foreach (var part in holds.Parts)
        {
            _count += part.Holds(now) ? 1 : 0;
            Note(part.From, 1);
            Note(part.To, -1);
        }
    }

    public Outcome Outcome(CountTest test)
    {
        var (answer, count) = (test.Holds(_count), _count);
        foreach (var (at, change) in _changes)
        {
            count += change;
            if (test.Holds(count) != answer)
            {
                return new Outcome(answer, Math.Min(at, _horizon));
            }
        }
        return new Outcome(answer, _horizon);
    }

    private void Note(long at, int change)
    {
        if (at > now && at < Rules.Outcome.Never)
        {
            _changes[at] = _changes.GetValueOrDefault(at) + change;
        }
    }
}
