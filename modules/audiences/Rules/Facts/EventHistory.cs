using Audiences.Packing;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// A contact's track, page and screen events: per name by (time, id), whatever the order they came in. What comes in order, as nearly
/// all does, is added without copying what was there.
/// </summary>
internal sealed class EventHistory
{
    public static readonly EventHistory Empty = new([], (Run<long>.Empty, Run<long>.Empty));

    private static readonly Comparer<EventFact> ByTime = Comparer<EventFact>.Create(EventFact.Compare);

    // Sorted by (kind, name). A contact knows a few names: searching an array beats hashing, and costs no memory beside it.
    private readonly EventSeries[] _series;

    // Null while nobody has asked for them, of one that was packed.
    private (Run<long> Active, Run<long> Passive)? _times;

    private EventHistory(EventSeries[] series, (Run<long>, Run<long>)? times) => (_series, _times) = (series, times);

    /// <summary>Times of active events, ascending.</summary>
    public ReadOnlySpan<long> Active => Known.Active.Items;

    /// <summary>The first and the last of active events; null when there are none.</summary>
    public (long First, long Last)? Seen
    {
        get
        {
            if (_times is { Active: { Count: > 0 } known })
            {
                return (known.Items[0], known.Items[^1]);
            }
            (long First, long Last)? seen = null;
            foreach (var series in _times is null ? _series : [])
            {
                if (series.Seen is { } own)
                {
                    seen = seen is { } other ? (Math.Min(own.First, other.First), Math.Max(own.Last, other.Last)) : own;
                }
            }
            return seen;
        }
    }

    /// <summary>When each event was and its id, in the order of <see cref="Series"/>, without reading more of those that are packed.</summary>
    public List<(Instant At, ulong Id)> Ids()
    {
        var ids = new List<(Instant, ulong)>(Count);
        foreach (var series in _series)
        {
            series.AddIds(ids);
        }
        return ids;
    }

    /// <summary>Times of all events, ascending.</summary>
    public ReadOnlySpan<long> Times
    {
        get
        {
            var (active, passive) = Known;
            if (passive.Count == 0 || active.Count == 0)
            {
                return passive.Count == 0 ? active.Items : passive.Items;
            }
            long[] both = [.. active.Items, .. passive.Items];
            Array.Sort(both);
            return both;
        }
    }

    public IReadOnlyList<EventSeries> Series => _series;

    public int Count => _series.Sum(series => series.Count);

    public IEnumerable<EventFact> All => _series.SelectMany(series => series.Events.Items.ToArray());

    public IEnumerable<(StepKind Kind, string Name)> Names() => _series.Select(series => (series.Kind, series.Name));

    public IEnumerable<string> Names(StepKind kind) =>
        _series.Where(series => series.Kind == kind).Select(series => series.Name);

    public ReadOnlySpan<EventFact> Named(StepKind kind, string name) =>
        Find(kind, name) is >= 0 and var index ? _series[index].Events.Items : [];

    /// <summary>Null when there is none.</summary>
    public EventSeries? SeriesOf(StepKind kind, string name) => Find(kind, name) is >= 0 and var index ? _series[index] : null;

    public IEnumerable<(string Name, Run<EventFact> Events)> SeriesOf(StepKind kind) =>
        _series.Where(series => series.Kind == kind).Select(series => (series.Name, series.Events));

    /// <summary>The last event by then that says what it was sent from, and all that follow it and say so.</summary>
    public List<EventFact> Telling(AgentPart part, long now)
    {
        EventFact? last = null;
        var telling = new List<EventFact>();
        foreach (var series in _series)
        {
            var events = series.Events.Items;
            for (var i = events.Length - 1; i >= 0; i--)
            {
                if (events[i].Agent[part] is null)
                {
                    continue;
                }
                if (events[i].At.Ms <= now)
                {
                    last = last is null || EventFact.Compare(last, events[i]) < 0 ? events[i] : last;
                    break;
                }
                telling.Add(events[i]);
            }
        }
        telling.Sort(EventFact.Compare);
        return last is null ? telling : [last, .. telling];
    }

    /// <summary>The last event that says it, whenever that is dated.</summary>
    public Told? LastTelling(AgentPart part)
    {
        Told? last = null;
        foreach (var series in _series)
        {
            if (series.LastTelling(part) is { } own && (last is null || own.IsAfter(last.Value)))
            {
                last = own;
            }
        }
        return last;
    }

    /// <summary>What it has more than another; null when it lacks something that the other has.</summary>
    public List<EventFact>? Since(EventHistory before)
    {
        var added = new List<EventFact>();
        var known = 0;
        foreach (var series in _series)
        {
            var place = before.Find(series.Kind, series.Name);
            known += place < 0 ? 0 : 1;
            if (place >= 0 && ReferenceEquals(series, before._series[place]))
            {
                continue;
            }
            if (!AddNew(series.Events.Items, place < 0 ? [] : before._series[place].Events.Items, added))
            {
                return null;
            }
        }
        return known == before._series.Length ? added : null;
    }

    // From the end, where nearly all that is new stands.
    private static bool AddNew(ReadOnlySpan<EventFact> now, ReadOnlySpan<EventFact> before, List<EventFact> added)
    {
        var (own, other) = (now.Length - 1, before.Length - 1);
        while (own > other)
        {
            if (other >= 0 && ReferenceEquals(now[own], before[other]))
            {
                other--;
            }
            else
            {
                added.Add(now[own]);
            }
            own--;
        }
        return own == other && IsSame(now[..(own + 1)], before[..(own + 1)]);
    }

    private static bool IsSame(ReadOnlySpan<EventFact> now, ReadOnlySpan<EventFact> before)
    {
        if (now == before)
        {
            return true; // one array: nothing in it is ever changed
        }
        for (var i = 0; i < now.Length; i++)
        {
            if (!ReferenceEquals(now[i], before[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>That event says another device or browser than the one before it.</summary>
    public bool IsMovedTo(EventFact added) =>
        added.Agent != default && (Moves(added, AgentPart.Device) || Moves(added, AgentPart.Browser));

    public Instant? FirstSeen(Instant now) => Active is [var first, ..] && first <= now.Ms ? new Instant(first) : null;

    public Instant? LastSeen(Instant now) => Reached(now) is > 0 and var count ? new Instant(Active[count - 1]) : null;

    /// <summary>All at once, for a start that reads them from the log.</summary>
    public static EventHistory From(IEnumerable<EventFact> events)
    {
        var known = events.ToArray();
        return new EventHistory(
            [.. known.GroupBy(fact => (fact.Kind, fact.Name))
                .OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.Name, StringComparer.Ordinal)
                .Select(group => new EventSeries(group.Key.Kind, group.Key.Name, Run<EventFact>.Of([.. group.Order(ByTime)])))],
            null);
    }

    /// <summary>How many active events have happened by then.</summary>
    public int Reached(Instant now) => Reached(Active, now);

    /// <summary>The same history with that event; itself when it has it.</summary>
    public EventHistory With(EventFact added)
    {
        var index = Find(added.Kind, added.Name);
        if (index < 0)
        {
            return Timed([.. _series.AsSpan(0, ~index), new EventSeries(added.Kind, added.Name, Run<EventFact>.Of([added])), .. _series.AsSpan(~index)], added);
        }
        var events = _series[index].Events.Items;
        var place = EventFact.Compare(events[^1], added) < 0 ? events.Length : ~events.BinarySearch(added, ByTime);
        return place < 0 ? this : Timed(Replaced(index, _series[index].Events.Insert(place, added)), added);
    }

    /// <summary>The same history without that event; itself when it has none.</summary>
    public EventHistory Without(ulong id)
    {
        for (var index = 0; index < _series.Length; index++)
        {
            var events = _series[index].Events;
            var place = Array.FindIndex(events.Items.ToArray(), held => held.Id == id);
            if (place >= 0)
            {
                return new EventHistory(
                    events.Count == 1 ? [.. _series.AsSpan(0, index), .. _series.AsSpan(index + 1)] : Replaced(index, events.RemoveAt(place)), null);
            }
        }
        return this;
    }

    public static EventHistory Unpack(ref PackedReader reader)
    {
        var series = new EventSeries[reader.Count()];
        for (var i = 0; i < series.Length; i++)
        {
            series[i] = EventSeries.Unpack(ref reader);
        }
        return series.Length == 0 ? Empty : new EventHistory(series, null);
    }

    public void Pack(PackedWriter writer, PackedWriter body)
    {
        writer.Count(_series.Length);
        foreach (var series in _series)
        {
            series.Pack(writer, body);
        }
    }

    private (Run<long> Active, Run<long> Passive) Known
    {
        get
        {
            if (_times is { } known)
            {
                return known;
            }
            var (active, passive) = (new List<long>(), new List<long>());
            foreach (var series in _series)
            {
                series.AddTimes(active, passive);
            }
            active.Sort();
            passive.Sort();
            (Run<long>, Run<long>) read = (Run<long>.Of([.. active]), Run<long>.Of([.. passive]));
            _times = read;
            return read;
        }
    }

    private bool Moves(EventFact added, AgentPart part) =>
        added.Agent[part] is { } said
        && !(Telling(part, added.At.Ms) is [var before, ..] && before.At <= added.At && before.Agent[part] == said);

    /// <summary>These series, with the time of what was added to them.</summary>
    private EventHistory Timed(EventSeries[] series, EventFact added)
    {
        var (active, passive) = Known;
        return new EventHistory(series, added.Active
            ? (active.Insert(Reached(active.Items, added.At), added.At.Ms), passive)
            : (active, passive.Insert(Reached(passive.Items, added.At), added.At.Ms)));
    }

    private static int Reached(ReadOnlySpan<long> times, Instant now)
    {
        var (low, high) = (0, times.Length);
        if (high > 0 && times[^1] <= now.Ms)
        {
            return high;
        }
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = times[middle] <= now.Ms ? (middle + 1, high) : (low, middle);
        }
        return low;
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

    private EventSeries[] Replaced(int index, Run<EventFact> events)
    {
        EventSeries[] series = [.. _series];
        series[index] = series[index].With(events);
        return series;
    }
}
