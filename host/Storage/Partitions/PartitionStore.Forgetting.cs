using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>
/// Forgetting is two steps, so that no read finds less than the log's beginning says: the beginning moves on together with what the rest is
/// added to; what lies before it is taken out later.
/// </summary>
internal sealed partial class PartitionStore : ILogStore
{
    public Task<long?> LastBefore(string tenant, int partition, Instant before, CancellationToken cancel) => database.Read(
        session =>
        {
            var head = PartitionRows.Existing(session, tenant, partition);
            var (after, end) = (Place.Of(head.Log, head.Begins), Place.End(head.Log));
            // Rows are dated nearly in their order: most starts need not read the log through to learn that it is young.
            if (!StartsBefore(session, "SELECT at FROM membership_log WHERE place > $1 AND place <= $2 ORDER BY place LIMIT 1", after, end, before)
                && !StartsBefore(session, "SELECT at FROM marks WHERE place > $1 AND place <= $2 ORDER BY place LIMIT 1", after, end, before)) return null;
            var last = Math.Max(
                LastPlace(session, "SELECT max(place) FROM membership_log WHERE place > $1 AND place <= $2 AND at < $3", after, end, before),
                LastPlace(session, "SELECT max(place) FROM marks WHERE place > $1 AND place <= $2 AND at < $3", after, end, before));
            return last == 0 ? null : (long?)Place.Position(last);
        },
        cancel);

    public async Task<bool> Forget(string tenant, int partition, long through, CancellationToken cancel)
    {
        var (began, states) = await database.Read(
            session =>
            {
                var head = PartitionRows.Existing(session, tenant, partition);
                return (head, BaseRows.Members(session, head.Log));
            },
            cancel);
        if (through <= began.Begins) return true;
        var latest = began.BeginsAt;
        await foreach (var record in Memberships(tenant, partition, began.Begins, cancel))
        {
            if (record.Position > through) break;
            latest = Instant.Max(latest, Add(states, record));
        }
        return await database.Write(session => Begin(session, began, through, latest, states), cancel);
    }

    public async Task Clear(CancellationToken cancel)
    {
        while (await database.Write(session => session.ClearLog(), cancel))
        {
            // The next slice.
        }
    }

    /// <summary>False when no sound snapshot is there from which the kept log could be added up, or somebody else was quicker.</summary>
    static bool Begin(Session session, PartitionHead began, long through, Instant latest, Dictionary<string, AnnouncedState> states)
    {
        var snapshot = SnapshotRows.Read(session, began.Tenant, began.Partition);
        if (snapshot is null || snapshot.Position < through || !IsSound(snapshot.Data, snapshot.Checksum)) return false;
        var moved = session.Execute(
            "UPDATE partitions SET begins = $2, begins_at = $3 WHERE log = $1 AND begins = $4", began.Log, through, latest, began.Begins);
        if (moved == 0) return false;
        BaseRows.Replace(session, began.Log, snapshot);
        BaseRows.Replace(session, began.Log, states);
        return true;
    }

    /// <returns>What the record is dated.</returns>
    static Instant Add(Dictionary<string, AnnouncedState> states, MembershipRecord record)
    {
        if (record.Entry is { } entry)
        {
            if (entry.Announced) StateOf(entry.Audience).Apply(entry.Slot, entry.Entered, entry.At);
            return entry.At;
        }
        var mark = record.Mark!;
        if (mark.Kind == MarkKind.Dropped) states.Remove(mark.Audience);
        else StateOf(mark.Audience).Apply(mark);
        return mark.At;

        AnnouncedState StateOf(string audience) => states.TryGetValue(audience, out var state) ? state : states[audience] = new();
    }

    static bool StartsBefore(Session session, string sql, long after, long end, Instant before)
    {
        using var rows = session.Query(sql, after, end);
        return rows.Next() && rows.Instant(0) < before;
    }

    static long LastPlace(Session session, string sql, long after, long end, Instant before)
    {
        using var rows = session.Query(sql, after, end, before);
        return rows.Next() && !rows.IsNull(0) ? rows.Long(0) : 0;
    }
}
