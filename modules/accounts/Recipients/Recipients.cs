using Accounts.Stored;

namespace Accounts;

/// <summary>The recipients of a tenant as they are stored now.</summary>
internal sealed class Recipients(IDirectoryStore store)
{
    public async Task<IEnumerable<Recipient>> Of(string tenant, CancellationToken cancel) => Recipient.Of(
        await store.Users(tenant, cancel), await store.Teams(tenant, cancel), await store.Organisations(tenant, cancel));
}
