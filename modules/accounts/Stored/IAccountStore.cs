using System.Collections.Immutable;
using Contracts;

namespace Accounts.Stored;

/// <summary>The founding of tenants, and keys. Writes are durable when they return.</summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface IAccountStore
{
    /// <summary>
    /// At first start makes the tenant, its organisation with its book, the admin user and the admin key, all in one transaction;
    /// later only adds the key when <paramref name="adminKeyHash"/> is given and unknown. False when nothing was there to do.
    /// </summary>
    Task<bool> Found(Founding founding, byte[]? adminKeyHash, string? prefix, Instant now, CancellationToken cancel);

    Task<bool> IsFounded(string tenant, CancellationToken cancel);

    Task<StoredKey?> KeyByHash(byte[] hash, CancellationToken cancel);

    /// <summary>With its entry in the audit log, in one transaction.</summary>
    Task AddKey(StoredKey key, AuditEntry audit, CancellationToken cancel);

    /// <summary>Adds the key, and lets the old one expire then, in one transaction; false, and nothing is written, when the old one is revoked.</summary>
    Task<bool> ReplaceKey(string oldKeyId, Instant oldExpiresAt, StoredKey key, AuditEntry audit, CancellationToken cancel);

    /// <summary>When keys were last taken.</summary>
    Task NoteUses(IReadOnlyCollection<KeyValuePair<(string Tenant, string Key), Instant>> uses, CancellationToken cancel);
    Task<ImmutableArray<StoredKey>> Keys(string tenant, CancellationToken cancel);

    /// <summary>False when the tenant has no such key, or it is revoked already.</summary>
    Task<bool> Revoke(string tenant, string keyId, Instant at, AuditEntry audit, CancellationToken cancel);
}

public sealed record Founding(string Tenant, string Organisation, string OrganisationBook, string User, string UserBook);

/// <param name="Hash">SHA-256 of the whole key: 256 bits of chance need no salt.</param>
/// <param name="Prefix">The readable beginning, to tell keys apart.</param>
public sealed record StoredKey(
    string Id, string Tenant, string Organisation, string? User, string Name, string Book, Scopes Scopes, bool Server,
    byte[] Hash, string Prefix, Instant CreatedAt, Instant? ExpiresAt, Instant? RevokedAt, Instant? UsedAt = null);
