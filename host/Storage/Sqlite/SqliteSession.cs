using System.Collections.Immutable;
using Host.Storage.Backups;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Host.Storage.Sqlite;

/// <summary>
/// A SQLite connection with its prepared statements. It goes past <see cref="SqliteConnection"/> and its commands to the library's own calls, because the
/// writer's thread is the whole server's limit and binding by name with boxed values costs more than the insert itself.
/// </summary>
internal sealed class SqliteSession : Session
{
    readonly string begin;
    readonly Dictionary<object, SqliteRows> statements = new(ReferenceEqualityComparer.Instance);

    static SqliteSession() => Batteries_V2.Init();

    SqliteSession(sqlite3 handle, string begin) => (Handle, this.begin) = (handle, begin);

    public override bool KeepsStretches => true;

    sqlite3 Handle { get; }

    public static SqliteSession Open(string file, bool writes, string pragmas) =>
        Opened(file, raw.SQLITE_OPEN_READWRITE | (writes ? raw.SQLITE_OPEN_CREATE : 0), writes ? "BEGIN IMMEDIATE" : "BEGIN", session =>
        {
            // A file that may not be written is opened for reading, without a word; the first write would fail instead.
            if (writes && raw.sqlite3_db_readonly(session.Handle, "main") == 1) throw new SqliteException("The file is read-only.", raw.SQLITE_READONLY);
            session.Script(pragmas);
        });

    /// <summary>
    /// For a look from outside. Without a journal nobody writes now, and only an immutable file is opened without making one.
    /// </summary>
    public static SqliteSession Look(string file)
    {
        var isAtRest = !File.Exists($"{file}-wal");
        return Opened(
            isAtRest ? $"{new Uri(Path.GetFullPath(file)).AbsoluteUri}?immutable=1" : file,
            raw.SQLITE_OPEN_READONLY | (isAtRest ? raw.SQLITE_OPEN_URI : 0), "BEGIN", session => session.Script("PRAGMA busy_timeout = 5000"));
    }

    static SqliteSession Opened(string file, int flags, string begin, Action<SqliteSession> prepare)
    {
        // Without a lock at each call: a session is used by one thread at a time.
        var result = raw.sqlite3_open_v2(file, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            SqliteException.ThrowExceptionForRC(result, handle);
            var session = new SqliteSession(handle, begin);
            prepare(session);
            return session;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override void Commit() => Execute("COMMIT");

    public override void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0) Execute("ROLLBACK");
    }

    public override int Execute(string sql, params ReadOnlySpan<Arg> args)
    {
        using var rows = Query(sql, args);
        while (rows.Next()) { }
        return raw.sqlite3_changes(Handle);
    }

    public override Rows Query(string sql, params ReadOnlySpan<Arg> args)
    {
        if (!statements.TryGetValue(sql, out var rows)) statements.Add(sql, rows = Prepare(sql));
        rows.Bind(args);
        return rows;
    }

    public override void Script(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    public override bool HasTable(string name)
    {
        using var rows = Query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", name);
        return rows.Next();
    }

    public override IReadOnlyList<TableShape> Tables()
    {
        var names = new List<string>();
        // As they were made: none refers to a later one.
        using (var rows = Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations' ORDER BY rowid"))
            while (rows.Next()) names.Add(rows.Text(0));
        return [.. names.Select(name => new TableShape(name, Columns(name)))];
    }

    public override bool ClearLog() => SqliteLog.Clear(this);

    public override bool Scrub()
    {
        using var rows = Query("PRAGMA wal_checkpoint(TRUNCATE)");
        return rows.Next() && rows.Long(0) == 0;
    }

    public override void Dispose()
    {
        foreach (var rows in statements.Values) rows.Finish();
        statements.Clear();
        Handle.Dispose();
    }

    protected override void BeginTransaction() => Execute(begin);

    ImmutableArray<ColumnShape> Columns(string table)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnShape>();
        using var rows = Query("SELECT name, type FROM pragma_table_info($1) ORDER BY cid", table);
        while (rows.Next())
            columns.Add(new(rows.Text(0), rows.Text(1) switch
            {
                "INTEGER" => ColumnKind.Number,
                "TEXT" => ColumnKind.Text,
                "BLOB" => ColumnKind.Bytes,
                var other => throw new NotSupportedException($"{table} has a column of {other}."),
            }));
        return columns.ToImmutable();
    }

    SqliteRows Prepare(string sql)
    {
        const int keptLong = 1;
        Check(raw.sqlite3_prepare_v3(Handle, sql.Replace('$', '?'), keptLong, out var statement));
        return new SqliteRows(Handle, statement);
    }

    void Check(int result) => SqliteException.ThrowExceptionForRC(result, Handle);
}
