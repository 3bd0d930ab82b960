using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Tests.Accounts;

/// <summary>Keeps keys in a list, and counts how often one was looked up.</summary>
internal sealed class MemoryAccountStore(MemoryDirectoryStore directory) : IAccountStore
{
    public List<StoredKey> AllKeys { get; } = [];
    public int Lookups { get; private set; }

    public Task<bool> Found(Founding founding, byte[]? adminKeyHash, string? prefix, Instant now, CancellationToken cancel)
    {
        var first = directory.AllUsers.Count == 0;
        if (first) directory.AllUsers.Add(new(founding.Tenant, founding.User, founding.Organisation, "owner", founding.UserBook, "admin", null, now, null));
        if (adminKeyHash is null || AllKeys.Any(key => key.Hash.SequenceEqual(adminKeyHash))) return Task.FromResult(first);
        AllKeys.Add(new(
            Guid.NewGuid().ToString("N"), founding.Tenant, founding.Organisation, founding.User, "admin", founding.OrganisationBook,
            Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin, false, adminKeyHash, prefix!, now, null, null));
        return Task.FromResult(true);
    }

    public Task<bool> IsFounded(string tenant, CancellationToken cancel) => Task.FromResult(directory.AllUsers.Any(user => user.Tenant == tenant));

    public Task<StoredKey?> KeyByHash(byte[] hash, CancellationToken cancel)
    {
        Lookups++;
        return Task.FromResult(AllKeys.Find(key => key.Hash.SequenceEqual(hash)));
    }

    public Task AddKey(StoredKey key, AuditEntry audit, CancellationToken cancel)
    {
        AllKeys.Add(key);
        return Task.CompletedTask;
    }

    public Task<bool> ReplaceKey(string oldKeyId, Instant oldExpiresAt, StoredKey key, AuditEntry audit, CancellationToken cancel)
    {
        var index = AllKeys.FindIndex(held => held.Tenant == key.Tenant && held.Id == oldKeyId && held.RevokedAt is null);
        if (index < 0) return Task.FromResult(false);
        AllKeys[index] = AllKeys[index] with { ExpiresAt = oldExpiresAt };
        AllKeys.Add(key);
        return Task.FromResult(true);
    }

    public Task NoteUses(IReadOnlyCollection<KeyValuePair<(string Tenant, string Key), Instant>> uses, CancellationToken cancel)
    {
        foreach (var ((tenant, id), at) in uses)
        {
            var index = AllKeys.FindIndex(key => key.Tenant == tenant && key.Id == id);
            AllKeys[index] = AllKeys[index] with { UsedAt = at };
        }
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<StoredKey>> Keys(string tenant, CancellationToken cancel) =>
        Task.FromResult<ImmutableArray<StoredKey>>([.. AllKeys.Where(key => key.Tenant == tenant)]);

    public Task<bool> Revoke(string tenant, string keyId, Instant at, AuditEntry audit, CancellationToken cancel)
    {
        var index = AllKeys.FindIndex(key => key.Tenant == tenant && key.Id == keyId && key.RevokedAt is null);
        if (index >= 0) AllKeys[index] = AllKeys[index] with { RevokedAt = at };
        return Task.FromResult(index >= 0);
    }
}
