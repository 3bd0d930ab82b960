using System.Collections.Concurrent;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>
/// Where new contacts go: round-robin over four partitions that have room, so that four processes share the work from the first
/// contact on. When one is full the next is opened.
/// </summary>
internal sealed class OpenPartitions(IContactStore store)
{
    private const int AtOnce = 4;
    private readonly ConcurrentDictionary<string, Turns> tenants = [];

    public async Task<int> Choose(string tenant, CancellationToken cancel)
    {
        if (!tenants.TryGetValue(tenant, out var turns))
        {
            var fill = await store.Fill(tenant, cancel);
            turns = tenants.GetOrAdd(tenant, _ => new(fill.Where(partition => partition.Slots < GrainKeys.PartitionSize)
                .Select(partition => partition.Partition).Order().Take(AtOnce), fill.Length));
        }
        return turns.Next();
    }

    /// <summary>The partition has no slot left.</summary>
    public void Close(string tenant, int partition)
    {
        if (tenants.TryGetValue(tenant, out var turns)) turns.Close(partition);
    }

    private sealed class Turns
    {
        private readonly Lock gate = new();
        private readonly List<int> open;
        private int unopened;
        private int turn;

        public Turns(IEnumerable<int> open, int known)
        {
            this.open = [.. open];
            unopened = known;
            // At the very start all four are opened; numbers have no gaps, so later they follow one another.
            while (this.open.Count < AtOnce) this.open.Add(unopened++);
        }

        public int Next()
        {
            lock (gate) return open[turn++ % open.Count];
        }

        public void Close(int partition)
        {
            lock (gate)
                if (open.Remove(partition)) open.Add(unopened++);
        }
    }
}
