using System.Collections.Immutable;
using Contacts.Stored;

namespace Host.Storage.Imports;

internal sealed class ImportStore(Database database) : IImportStore
{
    const int BytesOfAnError = 128;

    // Greater than every id, of which it has the form.
    const string AfterAll = "g";

    public Task Add(StoredImport import, CancellationToken cancel) => database.Write(
        session =>
        {
            ImportRows.Insert(session, import);
            return true;
        },
        cancel);

    public Task<StoredImport?> Read(string tenant, string id, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(ImportRows.Select + " WHERE tenant = $1 AND id = $2", tenant, id);
            return rows.Next() ? ImportRows.Read(rows) : null;
        },
        cancel);

    public Task<ImmutableArray<StoredImport>> List(
        string tenant, string book, ImmutableArray<string> owners, string? after, int limit, CancellationToken cancel) => database.Read(
            session =>
            {
                var found = ImmutableArray.CreateBuilder<StoredImport>();
                using var rows = session.Query(
                    ImportRows.Select + " WHERE tenant = $1 AND book = $2 AND id < $3 ORDER BY id DESC", tenant, book, after ?? AfterAll);
                while (found.Count < limit && rows.Next())
                    if (ImportRows.Read(rows) is var import && owners.Contains(import.Owner)) found.Add(import);
                return found.ToImmutable();
            },
            cancel);

    public Task<ImmutableArray<StoredImport>> Unfinished(CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(ImportRows.Select + " WHERE shown = 0 ORDER BY id");
            return ImportRows.ReadAll(rows);
        },
        cancel);

    public Task<string?> LastShown(string tenant, string book, string owner, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(
                """
                SELECT id FROM imports WHERE tenant = $1 AND book = $2 AND owner = $3 AND shown = 1 AND created + updated > 0 AND status < 5
                ORDER BY id DESC LIMIT 1
                """,
                tenant, book, owner);
            return rows.Next() ? rows.Text(0) : null;
        },
        cancel);

    public Task<bool> Save(StoredImport import, ImmutableArray<ImportError> errors, CancellationToken cancel) => database.Write(
        session =>
        {
            ImportRows.Update(session, import);
            foreach (var error in errors) ImportRows.Insert(session, import, error);
            return !ImportRows.IsCancelled(session, import.Who.Tenant, import.Id);
        },
        cancel, 1024 + errors.Length * BytesOfAnError);

    public Task<StoredImport?> Undo(string tenant, string id, CancellationToken cancel) => database.Write(
        session =>
        {
            var begun = session.Execute(
                """
                UPDATE imports SET status = $3, shown = 0, undone_erased = 0, undone_reverted = 0, undone_kept = 0
                WHERE tenant = $1 AND id = $2 AND shown = 1 AND status IN ($4, $5, $6)
                """,
                tenant, id, (int)ImportStatus.Undoing, (int)ImportStatus.Done, (int)ImportStatus.Failed, (int)ImportStatus.Cancelled);
            using var rows = session.Query(ImportRows.Select + " WHERE tenant = $1 AND id = $2", tenant, id);
            var import = rows.Next() ? ImportRows.Read(rows) : null;
            if (begun > 0 && import?.Pull is { } pull) ImportRows.ForgetPull(session, tenant, pull.Connection, import.Book);
            return import;
        },
        cancel);

    public Task<string?> Mapping(string tenant, string book, string owner, string header, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(
                """
                SELECT mapping FROM imports WHERE tenant = $1 AND book = $2 AND owner = $3 AND header = $4 AND mapping IS NOT NULL AND status = $5
                ORDER BY id DESC LIMIT 1
                """,
                tenant, book, owner, header, (int)ImportStatus.Done);
            return rows.Next() ? rows.Text(0) : null;
        },
        cancel);

    public Task<string?> Pulled(string tenant, string connection, string book, long version, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(
                "SELECT cursor FROM pulls WHERE tenant = $1 AND connection = $2 AND book = $3 AND version = $4", tenant, connection, book, version);
            return rows.Next() ? rows.Text(0) : null;
        },
        cancel);

    public Task ForgetPull(string tenant, string connection, string book, CancellationToken cancel) => database.Write(
        session => ImportRows.ForgetPull(session, tenant, connection, book), cancel);

    public Task SavePulled(StoredImport import, ImmutableArray<ImportError> errors, string? cursor, long version, CancellationToken cancel) => database.Write(
        session =>
        {
            ImportRows.Update(session, import);
            foreach (var error in errors) ImportRows.Insert(session, import, error);
            if (cursor is null) return ImportRows.ForgetPull(session, import.Who.Tenant, import.Pull!.Connection, import.Book);
            return session.Execute(
                """
                INSERT INTO pulls (tenant, connection, book, version, cursor) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (tenant, connection, book) DO UPDATE SET version = excluded.version, cursor = excluded.cursor
                """,
                import.Who.Tenant, import.Pull!.Connection, import.Book, version, cursor);
        },
        cancel, 1024 + errors.Length * BytesOfAnError);

    public Task Cancel(string tenant, string id, CancellationToken cancel) => database.Write(
        session => session.Execute("UPDATE imports SET cancelled = 1 WHERE tenant = $1 AND id = $2", tenant, id), cancel);

    public Task<ImmutableArray<ImportError>> Errors(string tenant, string id, int after, int limit, CancellationToken cancel) => database.Read(
        session =>
        {
            var errors = ImmutableArray.CreateBuilder<ImportError>();
            using var rows = session.Query(
                "SELECT row, reason FROM import_errors WHERE tenant = $1 AND import = $2 AND row > $3 ORDER BY row LIMIT $4", tenant, id, after, limit);
            while (rows.Next()) errors.Add(new(rows.Int(0), rows.Text(1)));
            return errors.ToImmutable();
        },
        cancel);
}
