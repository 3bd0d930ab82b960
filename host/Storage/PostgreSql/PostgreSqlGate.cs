using Contracts;
using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>What every writing transaction passes first: one at a time, and under the lease's epoch alone.</summary>
/// <remarks>
/// A commit whose outcome is unknown holds the lock until it is decided, so that whoever goes on sees it. Commands that write beside a
/// server have no epoch and wait their turn.
/// </remarks>
internal sealed class PostgreSqlGate
{
    readonly PostgreSqlLease lease;
    readonly NpgsqlBatch batch;

    public PostgreSqlGate(NpgsqlConnection connection, PostgreSqlLease lease)
    {
        this.lease = lease;
        batch = new NpgsqlBatch(connection) { BatchCommands = { new(PostgreSqlEntry.LockToWrite) } };
        if (lease.Epoch != 0) batch.BatchCommands.Add(new(PostgreSqlEntry.ReadEpoch));
        batch.Prepare();
    }

    /// <exception cref="Refusal">503: another process has taken over, and this one is done.</exception>
    public void Enter()
    {
        using var rows = batch.ExecuteReader();
        if (lease.Epoch == 0) return;
        rows.NextResult();
        if (rows.Read() && rows.GetInt64(0) == lease.Epoch) return;
        lease.Pass();
        throw Refusal.NotReady();
    }
}
