using Audiences.Stored;

namespace Host.Storage.Partitions;

/// <summary>The table <c>snapshots</c>: one a partition.</summary>
internal static class SnapshotRows
{
    public static PartitionSnapshot? Read(Session session, string tenant, int partition)
    {
        using var rows = session.Query(
            """
            SELECT s.position, s.data, s.checksum FROM snapshots s JOIN partitions p ON p.log = s.log
            WHERE p.tenant = $1 AND p.partition = $2
            """,
            tenant, partition);
        return rows.Next() ? new(rows.Long(0), rows.Span(1).ToArray(), rows.Span(2).ToArray()) : null;
    }

    public static void Replace(Session session, long log, PartitionSnapshot snapshot) => session.Execute(
        """
        INSERT INTO snapshots (log, position, data, checksum) VALUES ($1, $2, $3, $4)
        ON CONFLICT (log) DO UPDATE SET position = excluded.position, data = excluded.data, checksum = excluded.checksum
        """,
        log, snapshot.Position, snapshot.Data, snapshot.Checksum);
}
