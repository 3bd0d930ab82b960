using System.Collections.Immutable;
using Sharing.Stored;

namespace Host.Storage.Sharing;

/// <summary>The table <c>share_sources</c>.</summary>
internal static class ShareSourceRows
{
    public static void Write(Session session, string tenant, string share, ShareSource source) => session.Execute(
        """
        INSERT INTO share_sources (tenant, share, source, version, sequence, goes) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant, share, source) DO UPDATE SET version = excluded.version, sequence = excluded.sequence, goes = excluded.goes
        """,
        tenant, share, source.Source, source.Version, source.Sequence, source.Goes);

    public static ImmutableArray<ShareSource> Since(Session session, string tenant, string share, long since, Guid? after, int limit)
    {
        var all = ImmutableArray.CreateBuilder<ShareSource>();
        using var rows = session.Query(
            """
            SELECT source, version, sequence, goes FROM share_sources WHERE tenant = $1 AND share = $2 AND sequence > $3 AND source > $4
            ORDER BY source LIMIT $5
            """,
            tenant, share, since, after ?? Guid.Empty, limit);
        while (rows.Next()) all.Add(new(rows.Id(0), rows.Long(1), rows.Long(2), rows.Bool(3)));
        return all.ToImmutable();
    }

    public static int Count(Session session, string tenant, string share, long since)
    {
        using var rows = session.Query("SELECT count(*) FROM share_sources WHERE tenant = $1 AND share = $2 AND sequence > $3", tenant, share, since);
        return rows.Next() ? rows.Int(0) : 0;
    }
}
