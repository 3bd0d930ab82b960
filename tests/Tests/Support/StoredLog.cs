using Audiences.Stored;
using Contracts;
using Host.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Support;

/// <summary>The membership log in the data folder of a server that has ended: asking one that lives makes it apply what is due.</summary>
internal static class StoredLog
{
    private const int PerPage = 10_000;

    /// <summary>How many flips by time the audience's log holds.</summary>
    public static async Task<int> CountFlips(string data, string audience)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSqliteStorage(data);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Database>().Open(default);
        var store = provider.GetRequiredService<IPartitionStore>();
        var count = 0;
        foreach (var tenant in await store.Tenants(default))
            foreach (var partition in await store.Partitions(tenant, default))
                count += await CountIn(store, tenant, partition, audience);
        return count;
    }

    private static async Task<int> CountIn(IPartitionStore store, string tenant, int partition, string audience)
    {
        var (count, position, offset) = (0, 0L, 0);
        while (true)
        {
            var page = (await store.Feed(tenant, partition, audience, position, offset, long.MaxValue, PerPage, true, default)).Items;
            if (page.IsEmpty)
                return count;
            count += page.Count(item => item.Cause == Cause.Time);
            (position, offset) = (page[^1].Position, page[^1].Offset);
        }
    }
}
