using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

internal sealed class AccountStore(Database database) : IAccountStore
{
    public Task<bool> Found(Founding founding, byte[]? adminKeyHash, string? prefix, Instant now, CancellationToken cancel) => database.Write(
        session =>
        {
            var first = !FoundingRows.Exists(session, founding.Tenant);
            if (first) FoundingRows.Insert(session, founding, now);
            if (adminKeyHash is null || KeyRows.ByHash(session, adminKeyHash) is not null) return first;
            KeyRows.Insert(session, AdminKey(founding, adminKeyHash, prefix ?? "", now));
            return true;
        },
        cancel);

    public Task<StoredKey?> KeyByHash(byte[] hash, CancellationToken cancel) =>
        database.Read(session => KeyRows.ByHash(session, hash), cancel);

    public Task AddKey(StoredKey key, CancellationToken cancel) => database.Write(
        session =>
        {
            KeyRows.Insert(session, key);
            return true;
        },
        cancel);

    public Task<ImmutableArray<StoredKey>> Keys(string tenant, CancellationToken cancel) =>
        database.Read(session => KeyRows.Of(session, tenant), cancel);

    public Task<bool> Revoke(string tenant, string keyId, Instant at, CancellationToken cancel) =>
        database.Write(session => KeyRows.Revoke(session, tenant, keyId, at), cancel);

    public Task<StoredUser?> User(string tenant, string user, CancellationToken cancel) =>
        database.Read(session => FoundingRows.User(session, tenant, user), cancel);

    static StoredKey AdminKey(Founding founding, byte[] hash, string prefix, Instant now) => new(
        Guid.NewGuid().ToString("N"), founding.Tenant, founding.Organisation, founding.User, "admin", founding.OrganisationBook,
        Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin, Server: false, hash, prefix, now, null, null);
}
