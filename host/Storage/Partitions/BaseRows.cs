using Audiences.Stored;

namespace Host.Storage.Partitions;

/// <summary>The tables <c>base_members</c> and <c>base_snapshots</c>: what the kept log of a partition is added to.</summary>
internal static class BaseRows
{
    public static bool Knows(Session session, long log, string audience)
    {
        using var rows = session.Query("SELECT 1 FROM base_members WHERE log = $1 AND audience = $2", log, audience);
        return rows.Next();
    }

    public static AnnouncedState? Members(Session session, long log, string audience)
    {
        using var rows = session.Query("SELECT version, announcing, members FROM base_members WHERE log = $1 AND audience = $2", log, audience);
        return rows.Next() ? Read(rows, 0) : null;
    }

    public static Dictionary<string, AnnouncedState> Members(Session session, long log)
    {
        var states = new Dictionary<string, AnnouncedState>();
        using var rows = session.Query("SELECT audience, version, announcing, members FROM base_members WHERE log = $1", log);
        while (rows.Next()) states.Add(rows.Text(0), Read(rows, 1));
        return states;
    }

    public static void Replace(Session session, long log, IReadOnlyDictionary<string, AnnouncedState> states)
    {
        session.Execute("DELETE FROM base_members WHERE log = $1", log);
        foreach (var (audience, state) in states)
            session.Insert(
                "INSERT INTO base_members (log, audience, version, announcing, members) VALUES ($1, $2, $3, $4, $5)",
                log, audience, state.Version is { } version ? version : default(Arg), state.Announcing, SlotSet.Write(state.Members));
    }

    public static PartitionSnapshot? Snapshot(Session session, string tenant, int partition)
    {
        using var rows = session.Query(
            """
            SELECT s.position, s.data, s.checksum FROM base_snapshots s JOIN partitions p ON p.log = s.log
            WHERE p.tenant = $1 AND p.partition = $2
            """,
            tenant, partition);
        return rows.Next() ? new(rows.Long(0), rows.Span(1).ToArray(), rows.Span(2).ToArray()) : null;
    }

    public static void Replace(Session session, long log, PartitionSnapshot snapshot) => session.Execute(
        """
        INSERT INTO base_snapshots (log, position, data, checksum) VALUES ($1, $2, $3, $4)
        ON CONFLICT (log) DO UPDATE SET position = excluded.position, data = excluded.data, checksum = excluded.checksum
        """,
        log, snapshot.Position, snapshot.Data, snapshot.Checksum);

    static AnnouncedState Read(Rows rows, int first) => new(
        rows.IsNull(first) ? null : rows.Int(first), rows.Bool(first + 1), SlotSet.Members(rows.Span(first + 2)));
}
