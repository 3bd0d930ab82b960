using System.Globalization;
using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>
/// The locks and the row that say who may write. <c>pg_advisory</c> locks belong to a database; the schema's name parts several
/// installations in one.
/// </summary>
internal sealed class PostgreSqlEntry(NpgsqlConnection connection)
{
    // Holding: by the process that works on the database, as long as it does. Writing: by each transaction that writes, whoever's.
    const int HoldingKey = 1098212401, WritingKey = 1098212402;

    static readonly string Holding = $"{HoldingKey}, hashtext(current_schema())", Writing = $"{WritingKey}, hashtext(current_schema())";

    const int SecondsToAnswer = 2, MillisecondsToWait = 250;

    /// <summary>Lets one transaction write at a time, and says under which epoch. To be sent as two statements: the second must see what the lock waited for.</summary>
    public static readonly string LockToWrite = $"SELECT pg_advisory_xact_lock({Writing})";

    public const string ReadEpoch = "SELECT epoch FROM writer_epoch";

    const string Table = """
        CREATE TABLE IF NOT EXISTS writer_epoch (one smallint NOT NULL PRIMARY KEY CHECK (one = 1), epoch bigint NOT NULL, given_back boolean NOT NULL);
        COMMENT ON TABLE writer_epoch IS 'Grows each time another process takes the database over; a commit under an earlier one is refused.'
        """;

    public bool TryHold() => Ask<bool>($"SELECT pg_try_advisory_lock({Holding})");

    /// <summary>By whichever process. Asking takes nothing that lasts.</summary>
    public bool IsHeld() => !Ask<bool>($"SELECT pg_try_advisory_xact_lock_shared({Holding})");

    /// <summary>
    /// Ends the connections of a process that has the locks and does nothing with them, as one that is held or whose machine is gone does: the server
    /// would wait for it for ever. One that was held in the middle of what it sends is active to the server, and waits for its client.
    /// </summary>
    /// <param name="silence">Longer than a process that lives is ever silent.</param>
    public void EndSilent(TimeSpan silence) => Do(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT pg_terminate_backend(held.pid) FROM pg_locks held JOIN pg_stat_activity who ON who.pid = held.pid
        WHERE held.locktype = 'advisory' AND held.granted AND held.classid::bigint IN ({HoldingKey}, {WritingKey})
            AND held.objid::bigint = hashtext(current_schema())::bigint & 4294967295 AND held.database = who.datid AND who.datname = current_database()
            AND who.pid <> pg_backend_pid() AND (who.state <> 'active' OR who.wait_event_type = 'Client') AND who.state_change < clock_timestamp() - interval '{silence.TotalSeconds} seconds'
        """));

    public long Epoch() => Ask<long>(ReadEpoch);

    public void Touch() => Ask<int>("SELECT 1");

    /// <summary>Whoever wrote under the epoch before is done when this returns, and writes no more. Null while somebody writes.</summary>
    public (long Epoch, bool WasGivenBack)? TryRaise()
    {
        using var transaction = connection.BeginTransaction();
        try
        {
            Do($"SET LOCAL lock_timeout = '{MillisecondsToWait}ms'");
            Do(LockToWrite);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
        Do(Table);
        var wasGivenBack = Ask<bool>("SELECT coalesce(bool_and(given_back), true) FROM writer_epoch");
        var raised = Ask<long>(
            """
            INSERT INTO writer_epoch (one, epoch, given_back) VALUES (1, 1, false)
            ON CONFLICT (one) DO UPDATE SET epoch = writer_epoch.epoch + 1, given_back = false RETURNING epoch
            """);
        transaction.Commit();
        return (raised, wasGivenBack);
    }

    public void GiveBack(long epoch) => Do($"UPDATE writer_epoch SET given_back = true WHERE epoch = {epoch}");

    T Ask<T>(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = SecondsToAnswer };
        return (T)command.ExecuteScalar()!;
    }

    void Do(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
