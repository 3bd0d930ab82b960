using System.Runtime.CompilerServices;
using Contracts;

namespace Audiences.Partitions;

/// <param name="Since">Since when a member; of a non-member the instant it left, so that the log never runs backwards.</param>
/// <param name="Next">When the rule's verdict may change by time alone.</param>
internal readonly record struct Track(bool In, Instant Since, Instant? Next)
{
    // Eight bytes, of which very many lie in memory: the earliest instant is none.
    private readonly long _next = FromNext(Next);

    public Instant? Next
    {
        get => _next == 0 ? null : new Instant(_next ^ long.MinValue);
        init => _next = FromNext(value);
    }

    /// <summary>Of a stranger whom time does not bring in: it is not kept.</summary>
    public bool IsNothing => !In && _next == 0;

    private static long FromNext(Instant? next) => (next?.Ms ?? long.MinValue) ^ long.MinValue;
}

/// <summary>Where one contact stands: only the shards it is in, or will change in by time.</summary>
internal sealed class Tracks
{
    // Beyond this a search costs more than a table; most contacts stay below.
    private const int ScanLimit = 8;

    /// <summary>Of who is in nothing and will not be: most contacts of a book with few audiences.</summary>
    public static readonly Tracks None = new();

    // Room for one at first: there are very many contacts, and most are in few audiences.
    private (Shard Shard, Track Track)[] _items = [];
    private int _count;
    private Dictionary<Shard, int>? _places;

    public ReadOnlySpan<(Shard Shard, Track Track)> All => _items.AsSpan(0, _count);

    /// <summary>About what it takes: the array and the table, with their heads.</summary>
    public long Bytes => 64 + ((long)_items.Length * Unsafe.SizeOf<(Shard, Track)>()) + (_places is null ? 0 : 80 + (_places.Capacity * 28L));

    /// <summary>When the first of them has to be judged again.</summary>
    public Instant? Earliest
    {
        get
        {
            Instant? earliest = null;
            foreach (ref readonly var item in All)
                if (item.Track.Next is { } next && (earliest is null || next < earliest))
                    earliest = next;
            return earliest;
        }
    }

    /// <summary>The track; that of a stranger when there is none.</summary>
    public Track this[Shard shard] => Place(shard) is >= 0 and var place ? _items[place].Track : default;

    public void Set(Shard shard, Track track)
    {
        var place = Place(shard);
        if (track.IsNothing)
        {
            if (place >= 0)
                RemoveAt(place);
        }
        else if (place >= 0)
        {
            _items[place] = (shard, track);
        }
        else
        {
            if (_count == _items.Length)
                Array.Resize(ref _items, Math.Max(1, _count * 2));
            _items[_count++] = (shard, track);
            if (_places is not null)
                _places[shard] = _count - 1;
            else if (_count > ScanLimit)
                _places = _items.Take(_count).Select((item, index) => (item.Shard, index)).ToDictionary();
        }
    }

    public void Remove(Shard shard)
    {
        if (Place(shard) is >= 0 and var place)
            RemoveAt(place);
    }

    private int Place(Shard shard)
    {
        if (_places is not null)
            return _places.TryGetValue(shard, out var known) ? known : -1;
        var items = All;
        for (var i = 0; i < items.Length; i++)
            if (ReferenceEquals(items[i].Shard, shard))
                return i;
        return -1;
    }

    // The last takes the free place: their order means nothing.
    private void RemoveAt(int place)
    {
        _places?.Remove(_items[place].Shard);
        var last = _items[--_count];
        _items[_count] = default;
        if (place == _count)
            return;
        _items[place] = last;
        _places?[last.Shard] = place;
    }
}
