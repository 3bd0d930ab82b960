using System.Text;
using Audiences.Stored;

namespace Host.Storage.Audiences;

/// <summary>The table <c>audiences</c>: the grains' states, and beside them what must be unique or is listed.</summary>
internal static class AudienceRows
{
    /// <summary>The number of the tenant's last write; 0 before the first.</summary>
    public static long Changed(Session session, string tenant)
    {
        using var rows = session.Query("SELECT coalesce(max(changed), 0) FROM audiences WHERE tenant = $1", tenant);
        return rows.Next() ? rows.Long(0) : 0;
    }

    /// <summary>Those that are there.</summary>
    public static List<AudienceState> Of(Session session, string tenant) =>
        Read(session.Query("SELECT state FROM audiences WHERE tenant = $1 AND deleted = 0", tenant));

    /// <summary>Those that were written after that number, deleted ones too.</summary>
    public static List<AudienceState> After(Session session, string tenant, long changed) =>
        Read(session.Query("SELECT state FROM audiences WHERE tenant = $1 AND changed > $2", tenant, changed));

    public static (long ETag, AudienceState State)? Read(Session session, string tenant, string id)
    {
        using var rows = session.Query("SELECT etag, state FROM audiences WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next() ? (rows.Long(0), StoredJson.ReadAudience(rows.Span(1))) : null;
    }

    /// <summary>0 when there is no row.</summary>
    public static long ETag(Session session, string tenant, string id)
    {
        using var rows = session.Query("SELECT etag FROM audiences WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next() ? rows.Long(0) : 0;
    }

    public static bool IsNameTaken(Session session, string tenant, string id, AudienceState state)
    {
        using var rows = session.Query(
            "SELECT 1 FROM audiences WHERE tenant = $1 AND owner = $2 AND folded = $3 AND deleted = 0 AND id <> $4",
            tenant, state.Owner, Folded(state.Name), id);
        return !state.Deleted && rows.Next();
    }

    public static bool IsKeyTaken(Session session, string tenant, string id, string key)
    {
        using var rows = session.Query("SELECT 1 FROM audiences WHERE tenant = $1 AND key = $2 AND id <> $3", tenant, key, id);
        return rows.Next();
    }

    public static void Write(Session session, string tenant, string id, AudienceState state, long etag) => session.Execute(
        """
        INSERT INTO audiences (tenant, id, key, book, owner, folded, deleted, created_at, etag, state, changed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (tenant, id) DO UPDATE SET
            key = excluded.key, book = excluded.book, owner = excluded.owner, folded = excluded.folded, deleted = excluded.deleted,
            created_at = excluded.created_at, etag = excluded.etag, state = excluded.state,
            changed = excluded.changed
        """,
        tenant, id, state.Key, state.Book, state.Owner, Folded(state.Name), state.Deleted, state.CreatedAt, etag, StoredJson.Write(state),
        // One transaction writes at a time, so who sees a number has seen those below it.
        Changed(session, tenant) + 1);

    static List<AudienceState> Read(Rows rows)
    {
        var states = new List<AudienceState>();
        using (rows)
            while (rows.Next()) states.Add(StoredJson.ReadAudience(rows.Span(0)));
        return states;
    }

    static string Folded(string name) => name.Trim().Normalize(NormalizationForm.FormC).ToUpperInvariant();
}
