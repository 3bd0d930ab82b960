using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>From a presented key to its principal, by the cache or the store.</summary>
internal sealed class KeyResolver(IAccountStore store, KeyCache cache, BusinessClock clock)
{
    public async Task<Principal?> Resolve(string key, CancellationToken cancel)
    {
        if (key.Length > KeyText.Longest) return null;
        var hash = KeyText.Hash(key);
        var name = Convert.ToHexStringLower(hash);
        var found = cache.Find(name) ?? await Read(hash, name, cancel);
        return found is not null && !(found.Key.ExpiresAt <= clock.Now) ? found.Principal : null;
    }

    private async Task<CachedKey?> Read(byte[] hash, string name, CancellationToken cancel)
    {
        var generation = cache.Generation;
        if (await store.KeyByHash(hash, cancel) is not { RevokedAt: null } key) return null;
        var user = key.User is null ? null : await store.User(key.Tenant, key.User, cancel);
        // A key of a user who is not there (any more) is no key of the organisation.
        if (key.User is not null && user is null) return null;
        var found = new CachedKey(
            new Principal(key.Tenant, key.Organisation, key.User, user?.Role, key.Book, key.Scopes, key.Server, key.Id), key);
        cache.Keep(name, found, generation);
        return found;
    }
}
