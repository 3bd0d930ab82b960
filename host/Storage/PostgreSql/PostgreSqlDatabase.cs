using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>A database of a PostgreSQL server: the tables lie in the first schema of the connection's search path.</summary>
/// <param name="lease">Under whose epoch the server writes; not taken, as by commands beside a server, it is not asked for.</param>
internal sealed partial class PostgreSqlDatabase(
    PostgreSqlConnections connections, PostgreSqlLease lease, WriterOptions options, ILogger<PostgreSqlDatabase> log)
    : Database(options, Math.Clamp(Environment.ProcessorCount, 2, 8))
{
    const string Language = "PostgreSql";

    readonly PostgreSqlVacuum vacuum = new(connections);
    bool verified;

    protected override string Dialect => Language;

    /// <summary>Everything that was overwritten until now is out of the tables.</summary>
    public bool IsScrubbed => vacuum.IsClear;

    /// <summary>What a start would make of the database; null when there are no tables yet. Changes nothing, beside a running server too.</summary>
    public static StoreState? Inspect(PostgreSqlConnections connections)
    {
        using var session = new PostgreSqlSession(connections.Reader());
        return session.HasTable(Storage.Migrations.Name) ? Storage.Migrations.Of(Language).Compare(session) : null;
    }

    // Of another version the one before would read tables that it does not know.
    protected override Task MayMigrate(CancellationToken cancel) =>
        lease.Epoch != 0 && Inspect(connections) is { Missing: > 0 } ? lease.Alone.WaitAsync(cancel) : Task.CompletedTask;

    protected override Session OpenWriter()
    {
        var connection = connections.Writer();
        try
        {
            if (!verified) Verify(connection);
            return new PostgreSqlSession(connection, new PostgreSqlGate(connection, lease).Enter, scrub: vacuum.Ask);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // What was read while the lease has passed may have been changed by its new holder.
    protected override Session OpenReader() => new PostgreSqlSession(connections.Reader(), closing: lease.Demand);

    protected override void Closed() => vacuum.Stop();

    void Verify(NpgsqlConnection connection)
    {
        connections.Verify(connection);
        // Commands print what was asked for and nothing else.
        if (lease.Epoch != 0 && !PostgreSqlConnections.IsDurable(connection)) LogNotDurable(log, connections.Place);
        vacuum.Start();
        verified = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Place} runs without fsync or full_page_writes: a power cut may take acknowledged writes with it")]
    private static partial void LogNotDurable(ILogger log, string place);
}
