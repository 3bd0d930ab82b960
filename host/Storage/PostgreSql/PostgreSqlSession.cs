using Contracts;
using Host.Storage.Backups;
using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>A connection to PostgreSQL with its prepared statements, used by one thread.</summary>
/// <param name="opening">Run at the start of each transaction, and together with it.</param>
/// <param name="closing">Asked before each commit; what it throws ends the transaction without it.</param>
/// <param name="scrub">Asks for what <see cref="Session.Scrub"/> promises.</param>
internal sealed class PostgreSqlSession(
    NpgsqlConnection connection, Action? opening = null, Action? closing = null, Action? scrub = null) : Session
{
    const string Contacts = "contacts";

    readonly Dictionary<(object Sql, UInt128 Kinds), PostgreSqlStatement> statements = new(new ByReference());
    readonly Dictionary<object, PostgreSqlInserts> inserts = new(ReferenceEqualityComparer.Instance);
    NpgsqlTransaction? transaction;
    PostgreSqlRows? open;
    bool failed;

    PostgreSqlMonths Months => field ??= new(this);

    public override bool AsksAtOnce => true;

    public override void Commit()
    {
        // COMMIT of a transaction in which a statement failed rolls back, and says nothing of it.
        if (failed || transaction is null) throw new InvalidOperationException("The transaction failed and cannot be committed.");
        open?.Dispose();
        closing?.Invoke();
        var ending = transaction;
        transaction = null;
        ending.Commit();
        ending.Dispose();
    }

    public override void Rollback()
    {
        foreach (var waiting in inserts.Values) waiting.Clear();
        Months.Forget();
        var ending = transaction;
        transaction = null;
        // Whoever holds the session learns from the exception that the connection is gone.
        if (connection.State != System.Data.ConnectionState.Open) throw new InvalidOperationException("The connection is lost.");
        open?.Dispose();
        ending?.Rollback();
        ending?.Dispose();
    }

    public override int Execute(string sql, params ReadOnlySpan<Arg> args)
    {
        MakeWay(sql);
        try
        {
            return Prepared(sql, args).Run(args);
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    public override Rows Query(string sql, params ReadOnlySpan<Arg> args)
    {
        MakeWay(sql);
        try
        {
            return open = new PostgreSqlRows(this, Prepared(sql, args).Read(args));
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    public override void Insert(string sql, params ReadOnlySpan<Arg> args)
    {
        if (!inserts.TryGetValue(sql, out var waiting)) inserts.Add(sql, waiting = new PostgreSqlInserts(connection, sql));
        waiting.Add(args);
        if (waiting.Count == PostgreSqlInserts.Most) Write(waiting);
    }

    public override void MakeRoom(Instant at) => Months.Make(at);

    public override bool ClearLog()
    {
        Months.Drop();
        return false;
    }

    public override void Script(string sql) => Watched(sql, sql =>
    {
        StepAside();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return command.ExecuteNonQuery();
    });

    public override bool HasTable(string name)
    {
        using var rows = Query("SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND relkind IN ('r', 'p')", name);
        return rows.Next();
    }

    public override IReadOnlyList<TableShape> Tables() => PostgreSqlTables.Of(this);

    public override void Align() => PostgreSqlTables.Align(this);

    public override bool Scrub()
    {
        scrub?.Invoke();
        return true;
    }

    /// <summary>Does something on the connection; when that fails, the transaction has failed.</summary>
    public T Watched<TOn, T>(TOn on, Func<TOn, T> what)
    {
        try
        {
            return what(on);
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    public void Ended(PostgreSqlRows rows)
    {
        if (ReferenceEquals(open, rows)) open = null;
    }

    public override void Dispose()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        foreach (var waiting in inserts.Values) waiting.Dispose();
        connection.Dispose();
    }

    protected override void BeginTransaction()
    {
        failed = false;
        // Sent with the first statement.
        transaction = connection.BeginTransaction();
        opening?.Invoke();
    }

    protected override void WriteInserts()
    {
        foreach (var waiting in inserts.Values) Write(waiting);
    }

    /// <summary>Before a statement: the connection is free, and what the statement may see is written.</summary>
    void MakeWay(string sql)
    {
        StepAside();
        foreach (var waiting in inserts.Values)
            if (waiting.Count > 0 && sql.Contains(waiting.Table, StringComparison.Ordinal)) Write(waiting);
    }

    void StepAside()
    {
        open?.StepAside();
        open = null;
    }

    void Write(PostgreSqlInserts waiting)
    {
        StepAside();
        // Others refer to its rows.
        if (waiting.Table != Contacts && inserts.Values.FirstOrDefault(other => other.Table == Contacts) is { Count: > 0 } contacts) Write(contacts);
        Watched(waiting, static waiting =>
        {
            waiting.Write();
            return true;
        });
    }

    PostgreSqlStatement Prepared(string sql, ReadOnlySpan<Arg> args)
    {
        var key = ((object)sql, PostgreSqlStatement.Signature(args));
        if (!statements.TryGetValue(key, out var statement)) statements.Add(key, statement = new PostgreSqlStatement(connection, sql, args));
        return statement;
    }

    sealed class ByReference : IEqualityComparer<(object Sql, UInt128 Kinds)>
    {
        public bool Equals((object Sql, UInt128 Kinds) x, (object Sql, UInt128 Kinds) y) => ReferenceEquals(x.Sql, y.Sql) && x.Kinds == y.Kinds;

        public int GetHashCode((object Sql, UInt128 Kinds) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Sql), key.Kinds);
    }
}
