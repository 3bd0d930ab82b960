using Contracts;

namespace Audiences.Partitions;

/// <param name="Since">Since when a member; of a non-member the instant it left, so that the log never runs backwards.</param>
/// <param name="Next">When the rule's verdict may change by time alone.</param>
internal readonly record struct Track(bool In, Instant Since, Instant? Next)
{
    /// <summary>Of a stranger whom time does not bring in: it is not kept.</summary>
    public bool IsNothing => !In && Next is null;
}

/// <summary>Where one contact stands: only the shards it is in, or will change in by time. To be read before the next is changed.</summary>
internal readonly struct Tracks(TrackTable table, TrackPlace place)
{
    public int Count => place.Count;

    public Enumerator GetEnumerator() => new(table, place);

    /// <summary>When the first of them has to be judged again.</summary>
    public Instant? Earliest
    {
        get
        {
            Instant? earliest = null;
            foreach (ref readonly var held in table.Of(place))
                if (held.Next is { } next && (earliest is null || next < earliest))
                    earliest = next;
            return earliest;
        }
    }

    /// <summary>The track; that of a stranger when there is none.</summary>
    public Track this[Shard shard] => table.Find(place, shard) is >= 0 and var found ? table.Of(place)[found].Track : default;

    public struct Enumerator(TrackTable table, TrackPlace place)
    {
        private int _at = -1;

        public readonly (Shard Shard, Track Track) Current
        {
            get
            {
                ref readonly var held = ref table.Of(place)[_at];
                return (table.ShardOf(held.Shard), held.Track);
            }
        }

        public bool MoveNext() => ++_at < place.Count;
    }
}
