using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Host.Storage.Imports;

/// <summary>The tables <c>imports</c> and <c>import_errors</c>.</summary>
internal static class ImportRows
{
    public const string Select =
        """
        SELECT tenant, id, book, owner, organisation, user_id, role, key_id, key_book, status, counted, created, updated, skipped,
            created_at, ended_at, previous, failure, shown, audience, mapping, header, connection, account, connector, undone_after, undone_erased,
            undone_reverted, undone_kept, undone_gone FROM imports
        """;

    public static StoredImport Read(Rows rows) => new(
        rows.Text(1),
        new(rows.Text(0), rows.Text(4), rows.TextOrNull(5), rows.TextOrNull(6), rows.Text(8), Scopes.Write, Server: false, rows.Text(7)),
        rows.Text(3), rows.Text(2), (ImportStatus)rows.Int(9), new(rows.Int(10), rows.Int(11), rows.Int(12), rows.Int(13)),
        rows.Instant(14), rows.InstantOrNull(15), rows.TextOrNull(16), rows.TextOrNull(17), rows.Bool(18), rows.TextOrNull(19))
    {
        Mapping = rows.TextOrNull(20),
        Header = rows.TextOrNull(21),
        Pull = rows.IsNull(22) ? null : new(rows.Text(22), rows.Text(23), rows.Text(24)),
        Undo = rows.IsNull(26) ? null : new(rows.IsNull(29) ? null : rows.Int(29), rows.IsNull(25) ? null : Guid.ParseExact(rows.Text(25), "N"), rows.Int(26), rows.Int(27), rows.Int(28)),
    };

    public static ImmutableArray<StoredImport> ReadAll(Rows rows)
    {
        var imports = ImmutableArray.CreateBuilder<StoredImport>();
        while (rows.Next()) imports.Add(Read(rows));
        return imports.ToImmutable();
    }

    public static void Insert(Session session, StoredImport import) => session.Execute(
        """
        INSERT INTO imports (tenant, id, book, owner, organisation, user_id, role, key_id, key_book, status, counted, created, updated,
            skipped, created_at, ended_at, previous, failure, cancelled, shown, audience, mapping, header, connection, account, connector)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, $19, $20, $21, $22, $23, $24, $25)
        """,
        import.Who.Tenant, import.Id, import.Book, import.Owner, import.Who.Organisation, import.Who.User, import.Who.Role,
        import.Who.KeyId, import.Who.Book, (int)import.Status, import.Counts.Rows, import.Counts.Created, import.Counts.Updated,
        import.Counts.Skipped, import.CreatedAt, import.EndedAt, import.Previous, import.Failure, import.Shown, import.Audience,
        import.Mapping, import.Header, import.Pull?.Connection, import.Pull?.Account, import.Pull?.Connector);

    public static void Update(Session session, StoredImport import) => session.Execute(
        """
        UPDATE imports SET status = $3, counted = $4, created = $5, updated = $6, skipped = $7, ended_at = $8, previous = $9,
            failure = $10, shown = $11, undone_after = $12, undone_erased = $13, undone_reverted = $14, undone_kept = $15, undone_gone = $16
        WHERE tenant = $1 AND id = $2
        """,
        import.Who.Tenant, import.Id, (int)import.Status, import.Counts.Rows, import.Counts.Created, import.Counts.Updated,
        import.Counts.Skipped, import.EndedAt, import.Previous, import.Failure, import.Shown,
        import.Undo?.After?.ToString("N"), Number(import.Undo?.Erased), Number(import.Undo?.Reverted), Number(import.Undo?.Kept), Number(import.Undo?.Gone));

    static Arg Number(int? number) => number is { } given ? given : default(Arg);

    public static int ForgetPull(Session session, string tenant, string connection, string book) =>
        session.Execute("DELETE FROM pulls WHERE tenant = $1 AND connection = $2 AND book = $3", tenant, connection, book);

    public static bool IsCancelled(Session session, string tenant, string id)
    {
        using var rows = session.Query("SELECT cancelled FROM imports WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next() && rows.Bool(0);
    }

    public static void Insert(Session session, StoredImport import, ImportError error) => session.Execute(
        """
        INSERT INTO import_errors (tenant, import, row, reason) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant, import, row) DO UPDATE SET reason = excluded.reason
        """,
        import.Who.Tenant, import.Id, error.Row, error.Reason);
}
