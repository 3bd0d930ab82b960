using Contracts;

namespace Host.Storage.Partitions;

/// <param name="Begins">The membership log is forgotten up to this position; <paramref name="BeginsAt"/> is the latest instant of that.</param>
internal readonly record struct PartitionHead(
    string Tenant, int Partition, long Log, long Epoch, long Position, int NextSlot, long Begins, Instant BeginsAt);

/// <summary>The table <c>partitions</c>.</summary>
internal static class PartitionRows
{
    /// <summary>A tenant's partitions at first: the four that slots of new contacts are handed out over.</summary>
    public const int AtFirst = 4;

    public static PartitionHead? Head(Session session, string tenant, int partition) =>
        session.Once<PartitionHeads>().Head(session, tenant, partition);

    /// <summary>The row as it lies there.</summary>
    public static PartitionHead? Read(Session session, string tenant, int partition)
    {
        using var rows = session.Query(
            "SELECT log, epoch, position, next_slot, begins, begins_at FROM partitions WHERE tenant = $1 AND partition = $2", tenant, partition);
        return rows.Next() ? new(tenant, partition, rows.Long(0), rows.Long(1), rows.Long(2), rows.Int(3), rows.Long(4), rows.Instant(5)) : null;
    }

    public static PartitionHead Existing(Session session, string tenant, int partition) =>
        Head(session, tenant, partition) ?? throw new InvalidOperationException($"Tenant {tenant} has no partition {partition}.");

    public static List<int> Numbers(Session session, string tenant)
    {
        var numbers = new List<int>();
        using var rows = session.Query("SELECT partition FROM partitions WHERE tenant = $1 ORDER BY partition", tenant);
        while (rows.Next()) numbers.Add(rows.Int(0));
        return numbers;
    }

    public static void Insert(Session session, string tenant, int partition) => session.Execute(
        "INSERT INTO partitions (tenant, partition, epoch, position, next_slot) VALUES ($1, $2, 0, 0, 0)", tenant, partition);

    public static void Raise(Session session, PartitionHead head) => session.Once<PartitionHeads>().Change(head with { Epoch = head.Epoch + 1 });

    public static void Advance(Session session, PartitionHead head, long position, int nextSlot) =>
        session.Once<PartitionHeads>().Change(head with { Position = position, NextSlot = nextSlot });

    public static void Write(Session session, PartitionHead head) => session.Execute(
        "UPDATE partitions SET epoch = $2, position = $3, next_slot = $4 WHERE log = $1", head.Log, head.Epoch, head.Position, head.NextSlot);
}
