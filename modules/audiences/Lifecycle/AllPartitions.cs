using System.Collections.Concurrent;
using System.Collections.Immutable;
using Audiences.Partitions;
using Audiences.Stored;
using Contracts;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>Every partition of every tenant, for what concerns them all.</summary>
internal sealed class AllPartitions(IGrainFactory grains, IPartitionStore store, AudienceBuilds builds)
{
    private readonly ConcurrentDictionary<string, bool> _resumed = [];

    /// <summary>Revives what is not loaded; once a tenant is ready, finishes what a crash interrupted.</summary>
    public async Task<bool> Keep(CancellationToken cancel)
    {
        var ready = true;
        foreach (var tenant in await store.Tenants(cancel))
        {
            var kept = await Task.WhenAll((await Of(tenant, cancel)).Select(partition => partition.Keep()));
            if (kept.All(loaded => loaded))
            {
                if (_resumed.ContainsKey(tenant))
                    continue;
                await builds.Resume(tenant, cancel);
                _resumed[tenant] = true;
            }
            else
            {
                ready = false;
            }
        }
        return ready;
    }

    public Task Advance(Instant to, CancellationToken cancel) => ForEach(partition => partition.Advance(to), cancel);

    public Task Save(CancellationToken cancel) => ForEach(partition => partition.Save(), cancel);

    /// <summary>Summed up by name, in the order in which a partition tells them.</summary>
    public async Task<ImmutableArray<MemoryLine>> Measure(CancellationToken cancel)
    {
        var lines = new List<MemoryLine>();
        foreach (var tenant in await store.Tenants(cancel))
            foreach (var part in await Task.WhenAll((await Of(tenant, cancel)).Select(partition => partition.Measure())))
                lines.AddRange(part);
        return [.. lines.GroupBy(line => line.Name).Select(same => new MemoryLine(same.Key, same.Sum(line => line.Bytes)))];
    }

    /// <summary>The partitions of one tenant.</summary>
    public async Task<IReadOnlyList<IPartitionShardGrain>> Of(string tenant, CancellationToken cancel) =>
        [.. (await store.Partitions(tenant, cancel)).Select(number => grains.GetGrain<IPartitionShardGrain>(GrainKeys.Partition(tenant, number)))];

    public static int NumberOf(IPartitionShardGrain partition) => int.Parse(GrainKeys.Split(partition.GetPrimaryKeyString()).Id);

    private async Task ForEach(Func<IPartitionShardGrain, Task> act, CancellationToken cancel)
    {
        foreach (var tenant in await store.Tenants(cancel))
            await Task.WhenAll((await Of(tenant, cancel)).Select(act));
    }
}
