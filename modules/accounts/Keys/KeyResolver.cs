using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>From a presented key to its principal, by the cache or the store.</summary>
internal sealed class KeyResolver(IAccountStore store, IDirectoryStore directory, KeyCache cache, KeyUses uses, BusinessClock clock)
{
    public async Task<Principal?> Resolve(string key, CancellationToken cancel)
    {
        if (key.Length > KeyText.Longest) return null;
        var hash = KeyText.Hash(key);
        var name = Convert.ToHexStringLower(hash);
        var found = cache.Find(name) ?? await Read(hash, name, cancel);
        if (found is null || found.Key.ExpiresAt <= clock.Now) return null;
        uses.Note(found.Key);
        return found.Principal;
    }

    private async Task<CachedKey?> Read(byte[] hash, string name, CancellationToken cancel)
    {
        var generation = cache.Generation;
        if (await store.KeyByHash(hash, cancel) is not { RevokedAt: null } key) return null;
        var user = key.User is null ? null : await directory.User(key.Tenant, key.User, cancel);
        // A key of a user who is not there (any more) is no key of the organisation.
        if (key.User is not null && user is not { DisabledAt: null }) return null;
        var organisations = await directory.Books(key.Tenant, $"organisation:{key.Organisation}", cancel);
        var principal = new Principal(
            key.Tenant, key.Organisation, key.User, user?.Role, key.Book, key.Scopes & Roles.Limit(user?.Role), key.Server, key.Id)
        {
            Teams = user is null ? [] : await directory.TeamsOf(key.Tenant, user.Id, cancel),
            OrganisationBooks = organisations,
            OwnBooks = user switch
            {
                null => organisations,
                { Role: Roles.Viewer } => [],
                _ => await directory.Books(key.Tenant, $"user:{user.Id}", cancel),
            },
        };
        var found = new CachedKey(principal, key);
        cache.Keep(name, found, generation);
        return found;
    }
}
