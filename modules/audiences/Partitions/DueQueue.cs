using System.Runtime.CompilerServices;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// Whose memberships have to be judged again when, earliest first. A contact stands in it once however often its instants move: it
/// is noted for its earliest, and when that comes up and was put off, noted again for the one it has by then.
/// </summary>
internal sealed class DueQueue(RowTable rows)
{
    // By slot: a slot is handed out once, so that whoever is gone is nobody else.
    private readonly PriorityQueue<ushort, long> _queue = new();

    public long Bytes => (long)_queue.EnsureCapacity(0) * Unsafe.SizeOf<(ushort, long)>();

    public void Note(ContactRow row, Instant? at)
    {
        if (at is not { } due || row.Queued <= due)
            return;
        row.Queued = due;
        _queue.Enqueue((ushort)row.Slot, due.Ms);
    }

    /// <summary>The earliest instant at which anything is due; what was put off meanwhile is noted again on the way.</summary>
    public Instant? Next()
    {
        while (_queue.TryPeek(out var slot, out var at))
        {
            var row = rows.Find(slot);
            var isNoted = row?.Queued?.Ms == at;
            var earliest = isNoted ? row!.Tracks.Earliest : null;
            if (earliest?.Ms == at)
                return earliest;
            _queue.Dequeue();
            if (!isNoted)
                continue;
            row!.Queued = null;
            Note(row, earliest);
        }
        return null;
    }

    /// <summary>Takes whoever is due first, if by then; it has to be noted again.</summary>
    public ContactRow? Take(Instant by)
    {
        if (Next() is not { } next || next > by)
            return null;
        var row = rows[_queue.Dequeue()];
        row.Queued = null;
        return row;
    }
}
