using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>keys</c>.</summary>
internal static class KeyRows
{
    const string Select =
        "SELECT id, tenant, organisation, user_id, name, book, scopes, server, hash, prefix, created_at, expires_at, revoked_at, used_at FROM keys";

    public static StoredKey? ByHash(Session session, byte[] hash)
    {
        using var rows = session.Query(Select + " WHERE hash = $1", hash);
        return rows.Next() ? Read(rows) : null;
    }

    public static ImmutableArray<StoredKey> Of(Session session, string tenant)
    {
        var keys = ImmutableArray.CreateBuilder<StoredKey>();
        using var rows = session.Query(Select + " WHERE tenant = $1 ORDER BY created_at, id", tenant);
        while (rows.Next()) keys.Add(Read(rows));
        return keys.ToImmutable();
    }

    public static void Insert(Session session, StoredKey key) => session.Execute(
        """
        INSERT INTO keys (id, tenant, organisation, user_id, name, book, scopes, server, hash, prefix, created_at, expires_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """,
        key.Id, key.Tenant, key.Organisation, key.User, key.Name, key.Book, (int)key.Scopes, key.Server, key.Hash, key.Prefix, key.CreatedAt,
        key.ExpiresAt, key.RevokedAt);

    public static bool Revoke(Session session, string tenant, string id, Instant at) => session.Execute(
        "UPDATE keys SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL", tenant, id, at) == 1;

    public static bool Expire(Session session, string tenant, string id, Instant at) => session.Execute(
        "UPDATE keys SET expires_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL", tenant, id, at) == 1;

    public static void NoteUse(Session session, string tenant, string id, Instant at) =>
        session.Execute("UPDATE keys SET used_at = $3 WHERE tenant = $1 AND id = $2", tenant, id, at);

    static StoredKey Read(Rows rows) => new(
        rows.Text(0), rows.Text(1), rows.Text(2), rows.TextOrNull(3), rows.Text(4), rows.Text(5), (Scopes)rows.Int(6), rows.Bool(7),
        rows.Span(8).ToArray(), rows.Text(9), rows.Instant(10), rows.InstantOrNull(11), rows.InstantOrNull(12),
        rows.InstantOrNull(13));
}
