using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Contracts;

namespace Audiences.Partitions;

/// <param name="Since">Since when a member; of a non-member the instant it left, so that the log never runs backwards.</param>
/// <param name="Next">When the rule's verdict may change by time alone.</param>
internal readonly record struct Track(bool In, Instant Since, Instant? Next);

/// <summary>Where one contact stands: only the shards it is in, or will change in by time.</summary>
internal sealed class Tracks
{
    // Beyond this a search costs more than a table; most contacts stay below.
    private const int ScanLimit = 8;

    /// <summary>Of who is in nothing and will not be: most contacts of a book with few audiences.</summary>
    public static readonly Tracks None = new();

    // Room for one: there are very many contacts, and most are in few audiences.
    private readonly List<(Shard Shard, Track Track)> _items = new(1);
    private Dictionary<Shard, int>? _places;

    public ReadOnlySpan<(Shard Shard, Track Track)> All => CollectionsMarshal.AsSpan(_items);

    /// <summary>About what it takes: the list and the table, with their heads.</summary>
    public long Bytes => 72 + ((long)_items.Capacity * Unsafe.SizeOf<(Shard, Track)>()) + (_places is null ? 0 : 80 + (_places.Capacity * 28L));

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
        if (!track.In && track.Next is null)
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
            _items.Add((shard, track));
            if (_places is not null)
                _places[shard] = _items.Count - 1;
            else if (_items.Count > ScanLimit)
                _places = _items.Select((item, index) => (item.Shard, index)).ToDictionary();
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
        var last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        if (place == _items.Count)
            return;
        _items[place] = last;
        _places?[last.Shard] = place;
    }
}
