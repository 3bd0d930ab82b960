using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>
/// Takes out of the tables what an erasure left behind: PostgreSQL keeps the versions of rows that were overwritten until somebody
/// vacuums. A thread of its own, because that reads the tables, and nobody waits for it.
/// </summary>
internal sealed class PostgreSqlVacuum(PostgreSqlConnections connections)
{
    // Those with what came from people. Also their indexes, which VACUUM would leave for later when there is little to do.
    static readonly string[] Tables = ["contacts", "identifiers", "addresses", "changes", "chunks", "chunk_data", "sync_batches"];

    static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    readonly object gate = new();
    long asked, cleared;
    NpgsqlCommand? running;
    bool stopping;

    /// <summary>Everything that was asked for is done.</summary>
    public bool IsClear
    {
        get
        {
            lock (gate) return cleared == asked;
        }
    }

    public void Start() => new Thread(Loop) { Name = "audiences-vacuum", IsBackground = true }.Start();

    public void Ask()
    {
        lock (gate)
        {
            asked++;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Gives up what it is at: the next start does it.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopping = true;
            running?.Cancel();
            Monitor.PulseAll(gate);
        }
    }

    void Loop()
    {
        while (Next() is { } upTo)
        {
            try
            {
                using var connection = connections.Plain();
                foreach (var table in Tables) Clear(connection, table);
                lock (gate) cleared = upTo;
            }
            catch (Exception)
            {
                // The database is away, or its administrator stopped it: nothing is lost, and it is tried again.
                lock (gate)
                    if (!stopping) Monitor.Wait(gate, Again);
            }
        }
    }

    /// <returns>What is served by clearing now; null at the end.</returns>
    long? Next()
    {
        lock (gate)
        {
            while (cleared == asked && !stopping) Monitor.Wait(gate);
            return stopping ? null : asked;
        }
    }

    void Clear(NpgsqlConnection connection, string table)
    {
        using var command = new NpgsqlCommand($"VACUUM (INDEX_CLEANUP ON, PARALLEL 0) {table}", connection) { CommandTimeout = 0 };
        lock (gate)
        {
            if (stopping) throw new OperationCanceledException();
            running = command;
        }
        try
        {
            command.ExecuteNonQuery();
        }
        finally
        {
            lock (gate) running = null;
        }
    }
}
