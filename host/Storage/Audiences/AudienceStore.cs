using System.Collections.Concurrent;
using Audiences.Stored;

namespace Host.Storage.Audiences;

/// <summary>Keeps in memory what it has read of each tenant, and reads what was written since, by whichever process.</summary>
internal sealed class AudienceStore(Database database) : IAudienceStore
{
    readonly ConcurrentDictionary<string, Known> tenants = [];

    public async Task<TenantAudiences> All(string tenant, CancellationToken cancel)
    {
        var known = tenants.GetOrAdd(tenant, _ => new());
        // Not side by side: what many ask for at a start is read once.
        await known.Turn.WaitAsync(cancel);
        try
        {
            (known.Audiences, known.Changed) = await database.Read(session => Read(session, tenant, known.Audiences, known.Changed), cancel);
            return known.Audiences;
        }
        finally
        {
            known.Turn.Release();
        }
    }

    static (TenantAudiences, long Changed) Read(Session session, string tenant, TenantAudiences audiences, long? changed)
    {
        var now = AudienceRows.Changed(session, tenant);
        return changed is not { } before ? (audiences.With(AudienceRows.Of(session, tenant)), now)
            : before == now ? (audiences, now)
            : (audiences.With(AudienceRows.After(session, tenant, before)), now);
    }

    sealed class Known
    {
        public SemaphoreSlim Turn { get; } = new(1);
        public TenantAudiences Audiences { get; set; } = TenantAudiences.Empty;

        /// <summary>The number of the last write that <see cref="Audiences"/> shows; null before the first read.</summary>
        public long? Changed { get; set; }
    }
}
