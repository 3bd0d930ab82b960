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
            var key = AdminKey(session, founding, adminKeyHash, prefix ?? "", now);
            KeyRows.Insert(session, key);
            AuditRows.Add(session, new(founding.Tenant, now, "machine", "key.created", key.Id, $$"""{"user":"{{key.User}}"}"""));
            return true;
        },
        cancel);

    public Task<bool> IsFounded(string tenant, CancellationToken cancel) =>
        database.Read(session => FoundingRows.Exists(session, tenant), cancel);

    public Task<StoredKey?> KeyByHash(byte[] hash, CancellationToken cancel) =>
        database.Read(session => KeyRows.ByHash(session, hash), cancel);

    public Task AddKey(StoredKey key, AuditEntry audit, CancellationToken cancel) => database.Write(
        session =>
        {
            KeyRows.Insert(session, key);
            AuditRows.Add(session, audit);
            return true;
        },
        cancel);

    public Task<bool> ReplaceKey(string oldKeyId, Instant oldExpiresAt, StoredKey key, AuditEntry audit, CancellationToken cancel) => database.Write(
        session =>
        {
            if (!KeyRows.Expire(session, key.Tenant, oldKeyId, oldExpiresAt)) return false;
            KeyRows.Insert(session, key);
            AuditRows.Add(session, audit);
            return true;
        },
        cancel);

    public Task NoteUses(IReadOnlyCollection<KeyValuePair<(string Tenant, string Key), Instant>> uses, CancellationToken cancel) => database.Write(
        session =>
        {
            foreach (var ((tenant, key), at) in uses) KeyRows.NoteUse(session, tenant, key, at);
            return true;
        },
        cancel);

    public Task<ImmutableArray<StoredKey>> Keys(string tenant, CancellationToken cancel) =>
        database.Read(session => KeyRows.Of(session, tenant), cancel);

    public Task<bool> Revoke(string tenant, string keyId, Instant at, AuditEntry audit, CancellationToken cancel) => database.Write(
        session =>
        {
            if (!KeyRows.Revoke(session, tenant, keyId, at)) return false;
            AuditRows.Add(session, audit);
            return true;
        },
        cancel);

    /// <summary>Of the founding's user, or of another owner when that one has left or is no owner any more: there is always one.</summary>
    static StoredKey AdminKey(Session session, Founding founding, byte[] hash, string prefix, Instant now)
    {
        var owners = UserRows.Of(session, founding.Tenant)
            .Where(user => user is { Role: "owner", DisabledAt: null } && user.Organisation == founding.Organisation).Select(user => user.Id).ToArray();
        return new(
            Guid.NewGuid().ToString("N"), founding.Tenant, founding.Organisation, owners.Contains(founding.User) ? founding.User : owners[0], "admin",
            founding.OrganisationBook, Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin, Server: false, hash, prefix, now, null, null);
    }
}
