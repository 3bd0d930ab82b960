using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>
/// The locks and the row that say who may write. <c>pg_advisory</c> locks belong to a database; the schema's name parts several
/// installations in one.
/// </summary>
internal sealed class PostgreSqlEntry(NpgsqlConnection connection)
{
    // Holding: by the process that works on the database, as long as it does. Writing: by each transaction that writes, whoever's.
    const string Holding = "1098212401, hashtext(current_schema())", Writing = "1098212402, hashtext(current_schema())";

    const int SecondsToAnswer = 2;

    /// <summary>Lets one transaction write at a time, and says under which epoch. To be sent as two statements: the second must see what the lock waited for.</summary>
    public const string LockToWrite = $"SELECT pg_advisory_xact_lock({Writing})", ReadEpoch = "SELECT epoch FROM writer_epoch";

    const string Table = """
        CREATE TABLE IF NOT EXISTS writer_epoch (one smallint NOT NULL PRIMARY KEY CHECK (one = 1), epoch bigint NOT NULL, given_back boolean NOT NULL);
        COMMENT ON TABLE writer_epoch IS 'Grows each time another process takes the database over; a commit under an earlier one is refused.'
        """;

    public bool TryHold() => Ask<bool>($"SELECT pg_try_advisory_lock({Holding})");

    /// <summary>By whichever process. Asking takes nothing that lasts.</summary>
    public bool IsHeld() => !Ask<bool>($"SELECT pg_try_advisory_xact_lock_shared({Holding})");

    public long Epoch() => Ask<long>(ReadEpoch);

    public void Touch() => Ask<int>("SELECT 1");

    /// <summary>Whoever wrote under the epoch before is done when this returns, and writes no more.</summary>
    public (long Epoch, bool WasGivenBack) Raise()
    {
        using var transaction = connection.BeginTransaction();
        Do(LockToWrite);
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
