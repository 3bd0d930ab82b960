using Contracts;

namespace Audiences.Rules;

/// <summary>A contact's track, page and screen events: per name by (time, id), whatever the order they came in.</summary>
internal sealed class EventHistory
{
    public static readonly EventHistory Empty = new([], []);

    private static readonly Comparer<EventFact> ByTime = Comparer<EventFact>.Create(EventFact.Compare);

    // Sorted by (kind, name). A contact knows a few names: searching an array beats hashing, and costs no memory beside it.
    private readonly (StepKind Kind, string Name, EventFact[] Events)[] _series;
    private readonly long[] _active;

    private EventHistory((StepKind, string, EventFact[])[] series, long[] active) => (_series, _active) = (series, active);

    /// <summary>Times of active events, ascending.</summary>
    public ReadOnlySpan<long> Active => _active;

    public int Count => _series.Sum(series => series.Events.Length);

    public IEnumerable<EventFact> All => _series.SelectMany(series => series.Events);

    public IEnumerable<string> Names(StepKind kind) =>
        _series.Where(series => series.Kind == kind).Select(series => series.Name);

    public ReadOnlySpan<EventFact> Named(StepKind kind, string name) =>
        Find(kind, name) is >= 0 and var index ? _series[index].Events : [];

    public Instant? FirstSeen(Instant now) => _active.Length > 0 && _active[0] <= now.Ms ? new Instant(_active[0]) : null;

    public Instant? LastSeen(Instant now) => Reached(now) is > 0 and var count ? new Instant(_active[count - 1]) : null;

    /// <summary>All at once, for a start that reads them from the log.</summary>
    public static EventHistory From(IEnumerable<EventFact> events)
    {
        var known = events.ToArray();
        return new EventHistory(
            [.. known.GroupBy(fact => (fact.Kind, fact.Name))
                .OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.Name, StringComparer.Ordinal)
                .Select(group => (group.Key.Kind, group.Key.Name, group.Order(ByTime).ToArray()))],
            [.. known.Where(fact => fact.Active).Select(fact => fact.At.Ms).Order()]);
    }

    /// <summary>How many active events have happened by then.</summary>
    public int Reached(Instant now)
    {
        var (low, high) = (0, _active.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _active[middle] <= now.Ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>The same history with that event; itself when it has it.</summary>
    public EventHistory With(EventFact added)
    {
        var index = Find(added.Kind, added.Name);
        var active = added.Active ? Inserted(_active, Reached(added.At), added.At.Ms) : _active;
        if (index < 0)
        {
            return new EventHistory(Inserted(_series, ~index, (added.Kind, added.Name, [added])), active);
        }
        var events = _series[index].Events;
        var place = EventFact.Compare(events[^1], added) < 0 ? events.Length : ~Array.BinarySearch(events, added, ByTime);
        if (place < 0)
        {
            return this;
        }
        return new EventHistory(Replaced(index, Inserted(events, place, added)), active);
    }

    /// <summary>The same history without that event; itself when it has none.</summary>
    public EventHistory Without(ulong id)
    {
        for (var index = 0; index < _series.Length; index++)
        {
            var events = _series[index].Events;
            var place = Array.FindIndex(events, held => held.Id == id);
            if (place >= 0)
            {
                var gone = events[place];
                var active = gone.Active ? Removed(_active, Array.IndexOf(_active, gone.At.Ms)) : _active;
                return new EventHistory(
                    events.Length == 1 ? Removed(_series, index) : Replaced(index, Removed(events, place)), active);
            }
        }
        return this;
    }

    private int Find(StepKind kind, string name)
    {
        var (low, high) = (0, _series.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _series[middle].Kind != kind
                ? _series[middle].Kind.CompareTo(kind)
                : string.CompareOrdinal(_series[middle].Name, name);
            if (order == 0)
            {
                return middle;
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    private (StepKind, string, EventFact[])[] Replaced(int index, EventFact[] events)
    {
        var series = ((StepKind Kind, string Name, EventFact[] Events)[])_series.Clone();
        series[index].Events = events;
        return series;
    }

    private static T[] Inserted<T>(T[] items, int index, T item) => [.. items.AsSpan(0, index), item, .. items.AsSpan(index)];

    private static T[] Removed<T>(T[] items, int index) => [.. items.AsSpan(0, index), .. items.AsSpan(index + 1)];
}
