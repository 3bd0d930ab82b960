namespace Host.Storage.Partitions;

/// <summary>The heads that a transaction deals with: each is read once and written once, however many appends there are.</summary>
internal sealed class PartitionHeads : IKeptBack
{
    readonly Dictionary<(string Tenant, int Partition), PartitionHead> known = [];
    readonly HashSet<(string Tenant, int Partition)> changed = [];

    public PartitionHead? Head(Session session, string tenant, int partition)
    {
        if (known.TryGetValue((tenant, partition), out var held)) return held;
        if (PartitionRows.Read(session, tenant, partition) is not { } head) return null;
        return known[(tenant, partition)] = head;
    }

    public void Change(PartitionHead head)
    {
        known[(head.Tenant, head.Partition)] = head;
        changed.Add((head.Tenant, head.Partition));
    }

    public void Write(Session session)
    {
        foreach (var name in changed) PartitionRows.Write(session, known[name]);
    }
}
