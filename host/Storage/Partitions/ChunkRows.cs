using Audiences.Stored;

namespace Host.Storage.Partitions;

/// <summary>The tables <c>chunks</c> and <c>chunk_data</c>.</summary>
internal static class ChunkRows
{
    /// <summary>Chunks with higher numbers than <paramref name="after"/>, by number.</summary>
    /// <param name="buffers">Take the data, of a chunk each; made longer where they are too short.</param>
    public static List<(ContactsChunk Chunk, byte[] Checksum)> After(Session session, long log, int after, byte[][] buffers)
    {
        var chunks = new List<(ContactsChunk, byte[])>(buffers.Length);
        using var rows = session.Query(
            """
            SELECT c.number, c.position, d.data, c.checksum FROM chunks c JOIN chunk_data d ON d.log = c.log AND d.number = c.number
            WHERE c.log = $1 AND c.number > $2 ORDER BY c.number LIMIT $3
            """,
            log, after, buffers.Length);
        while (rows.Next())
        {
            ref var buffer = ref buffers[chunks.Count];
            var data = rows.Span(2);
            if (buffer.Length < data.Length) buffer = new byte[data.Length + (data.Length / 4)];
            data.CopyTo(buffer);
            chunks.Add((new(rows.Int(0), rows.Long(1), buffer.AsMemory(0, data.Length)), rows.Span(3).ToArray()));
        }
        return chunks;
    }

    public static void Replace(Session session, long log, ContactsChunk chunk, byte[] checksum)
    {
        var isLater = session.Execute(
            """
            INSERT INTO chunks (log, number, position, checksum) VALUES ($1, $2, $3, $4)
            ON CONFLICT (log, number) DO UPDATE SET position = excluded.position, checksum = excluded.checksum
            WHERE excluded.position >= chunks.position
            """,
            log, chunk.Number, chunk.Position, checksum) == 1;
        if (!isLater) return;
        session.Execute(
            """
            INSERT INTO chunk_data (log, number, data) VALUES ($1, $2, $3)
            ON CONFLICT (log, number) DO UPDATE SET data = excluded.data
            """,
            log, chunk.Number, chunk.Data);
    }

    public static void Renew(Session session, long log, int number, long position) => session.Execute(
        "UPDATE chunks SET position = $3 WHERE log = $1 AND number = $2 AND checksum IS NOT NULL AND position < $3", log, number, position);

    /// <summary>Removes the chunks that the contact and all that were merged into it are in.</summary>
    public static void RemoveOf(Session session, string tenant, Guid contact)
    {
        foreach (var (partition, number) in Of(session, tenant, contact))
        {
            var head = PartitionRows.Existing(session, tenant, partition);
            session.Execute("DELETE FROM chunk_data WHERE log = $1 AND number = $2", head.Log, number);
            session.Execute(
                """
                INSERT INTO chunks (log, number, position) VALUES ($1, $2, $3)
                ON CONFLICT (log, number) DO UPDATE SET position = excluded.position, checksum = NULL
                """,
                head.Log, number, head.Position);
        }
    }

    static List<(int Partition, int Number)> Of(Session session, string tenant, Guid contact)
    {
        var chunks = new List<(int, int)>();
        using var rows = session.Query(
            """
            WITH RECURSIVE persons (id, partition, slot) AS (
                SELECT id, partition, slot FROM contacts WHERE tenant = $1 AND id = $2
                UNION
                SELECT c.id, c.partition, c.slot FROM persons p JOIN contacts c ON c.tenant = $1 AND c.merged_into = p.id)
            SELECT DISTINCT partition, slot / $3 FROM persons
            """,
            tenant, contact, ContactsChunk.Slots);
        while (rows.Next()) chunks.Add((rows.Int(0), rows.Int(1)));
        return chunks;
    }
}
