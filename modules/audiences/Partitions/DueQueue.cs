using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// Who has to be judged again when, earliest first. An item whose time is no longer the one in the contact's track is stale
/// and is passed over.
/// </summary>
internal sealed class DueQueue
{
    private readonly PriorityQueue<(ContactRow Row, Shard Shard), long> _queue = new();

    public void Add(Instant at, ContactRow row, Shard shard) => _queue.Enqueue((row, shard), at.Ms);

    /// <summary>The earliest instant at which anything is due; stale items are cleared on the way.</summary>
    public Instant? Next()
    {
        while (_queue.TryPeek(out var item, out var at))
        {
            if (IsCurrent(item.Row, item.Shard, at))
                return new Instant(at);
            _queue.Dequeue();
        }
        return null;
    }

    /// <summary>Takes the earliest item that is due by then.</summary>
    public bool TryTake(Instant by, out ContactRow row, out Shard shard, out Instant at)
    {
        (row, shard, at) = (null!, null!, default);
        if (Next() is not { } next || next > by)
            return false;
        var item = _queue.Dequeue();
        (row, shard, at) = (item.Row, item.Shard, next);
        return true;
    }

    private static bool IsCurrent(ContactRow row, Shard shard, long at) =>
        row.Tracks.TryGetValue(shard, out var track) && track.Next is { } next && next.Ms == at;
}
