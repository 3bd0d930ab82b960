using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Tests.Accounts;

/// <summary>Keeps accounts in lists, and counts how often a key was looked up.</summary>
internal sealed class MemoryAccountStore : IAccountStore
{
    public List<StoredKey> AllKeys { get; } = [];
    public List<StoredUser> Users { get; } = [];
    public int Lookups { get; private set; }

    public Task<bool> Found(Founding founding, byte[]? adminKeyHash, string? prefix, Instant now, CancellationToken cancel)
    {
        var first = Users.Count == 0;
        if (first) Users.Add(new(founding.Tenant, founding.User, founding.Organisation, "owner", founding.UserBook));
        if (adminKeyHash is null || AllKeys.Any(key => key.Hash.SequenceEqual(adminKeyHash))) return Task.FromResult(first);
        AllKeys.Add(new(
            Guid.NewGuid().ToString("N"), founding.Tenant, founding.Organisation, founding.User, "admin", founding.OrganisationBook,
            Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin, false, adminKeyHash, prefix!, now, null, null));
        return Task.FromResult(true);
    }

    public Task<StoredKey?> KeyByHash(byte[] hash, CancellationToken cancel)
    {
        Lookups++;
        return Task.FromResult(AllKeys.Find(key => key.Hash.SequenceEqual(hash)));
    }

    public Task AddKey(StoredKey key, CancellationToken cancel)
    {
        AllKeys.Add(key);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<StoredKey>> Keys(string tenant, CancellationToken cancel) =>
        Task.FromResult<ImmutableArray<StoredKey>>([.. AllKeys.Where(key => key.Tenant == tenant)]);

    public Task<bool> Revoke(string tenant, string keyId, Instant at, CancellationToken cancel)
    {
        var index = AllKeys.FindIndex(key => key.Tenant == tenant && key.Id == keyId && key.RevokedAt is null);
        if (index >= 0) AllKeys[index] = AllKeys[index] with { RevokedAt = at };
        return Task.FromResult(index >= 0);
    }

    public Task<StoredUser?> User(string tenant, string user, CancellationToken cancel) =>
        Task.FromResult(Users.Find(known => known.Tenant == tenant && known.Id == user));
}
