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
        var principal = new Principal(key.Tenant, key.Organisation, key.User, user?.Role, key.Book, key.Scopes, key.Server, key.Id);
        var found = new CachedKey(await AsOfNow(principal, user, cancel), key);
        cache.Keep(name, found, generation);
        return found;
    }

    /// <summary>What a principal who asked before may do by now; null when he may nothing any more. A key that a user has changed for another is still his.</summary>
    public async Task<Principal?> Renew(Principal who, CancellationToken cancel)
    {
        if (who.User is null)
            return (await store.Keys(who.Tenant, cancel)).Any(key => key.Id == who.KeyId && key.RevokedAt is null) ? await AsOfNow(who, null, cancel) : null;
        return await directory.User(who.Tenant, who.User, cancel) is { DisabledAt: null } user ? await AsOfNow(who, user, cancel) : null;
    }

    private async Task<Principal> AsOfNow(Principal who, StoredUser? user, CancellationToken cancel)
    {
        var organisations = await directory.Books(who.Tenant, $"organisation:{who.Organisation}", cancel);
        return who with
        {
            Role = user?.Role,
            Scopes = who.Scopes & Roles.Limit(user?.Role),
            Teams = user is null ? [] : await directory.TeamsOf(who.Tenant, user.Id, cancel),
            Switches = user is { Role: not Roles.Viewer } ? user.Switches : Switches.None,
            OrganisationBooks = organisations,
            OwnBooks = user switch
            {
                null => organisations,
                { Role: Roles.Viewer } => [],
                _ => await directory.Books(who.Tenant, $"user:{user.Id}", cancel),
            },
        };
    }
}
