using System.Collections.Immutable;
using Contracts;

namespace Accounts.Stored;

/// <summary>
/// Organisations, users, teams, invitations and whose a book is. A write and its entry in the audit log are one transaction, durable
/// when it returns.
/// </summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface IDirectoryStore
{
    Task<ImmutableArray<string>> Tenants(CancellationToken cancel);

    Task AddOrganisation(StoredOrganisation organisation, StoredInvitation first, AuditEntry audit, CancellationToken cancel);

    Task<ImmutableArray<StoredOrganisation>> Organisations(string tenant, CancellationToken cancel);

    /// <summary>Of a tenant, by when they came.</summary>
    Task<ImmutableArray<StoredUser>> Users(string tenant, CancellationToken cancel);

    Task<StoredUser?> User(string tenant, string user, CancellationToken cancel);

    /// <summary>Decides about the user as it is now, in the transaction that writes what comes out; null writes nothing.</summary>
    /// <param name="change">Is given every user of the user's organisation too.</param>
    Task<StoredUser?> ChangeUser(
        string tenant, string user, Func<StoredUser, ImmutableArray<StoredUser>, StoredUser?> change, AuditEntry audit, CancellationToken cancel);

    /// <summary>The books of an owner (<c>user:…</c> or <c>organisation:…</c>), oldest first.</summary>
    Task<ImmutableArray<string>> Books(string tenant, string owner, CancellationToken cancel);

    /// <summary>All books of the tenant by their owners.</summary>
    Task<ILookup<string, string>> BooksByOwner(string tenant, CancellationToken cancel);

    /// <summary>All books of one owner become the other's; answers which.</summary>
    Task<ImmutableArray<string>> TransferBooks(string tenant, string from, string to, AuditEntry audit, CancellationToken cancel);

    Task AddInvitation(StoredInvitation invitation, AuditEntry audit, CancellationToken cancel);

    /// <summary>Those that wait, oldest first.</summary>
    Task<ImmutableArray<StoredInvitation>> Invitations(string tenant, CancellationToken cancel);

    Task<StoredInvitation?> InvitationByHash(byte[] hash, CancellationToken cancel);

    /// <summary>Ends an invitation that waits; false when it does not.</summary>
    Task<bool> EndInvitation(string tenant, string id, Instant at, AuditEntry audit, CancellationToken cancel);

    /// <summary>Ends the invitation and makes the user, the book and the key; false, and nothing is written, when it no longer waits.</summary>
    Task<bool> Accept(string invitation, StoredUser user, StoredKey key, AuditEntry audit, CancellationToken cancel);

    Task AddTeam(StoredTeam team, AuditEntry audit, CancellationToken cancel);

    Task<ImmutableArray<StoredTeam>> Teams(string tenant, CancellationToken cancel);

    /// <summary>Ids of the teams that the user is in, in order.</summary>
    Task<ImmutableArray<string>> TeamsOf(string tenant, string user, CancellationToken cancel);

    /// <summary>Decides about the team as it is now, in the transaction that writes what comes out; null writes nothing.</summary>
    Task<StoredTeam?> ChangeTeam(string tenant, string team, Func<StoredTeam, StoredTeam?> change, AuditEntry audit, CancellationToken cancel);

    Task<bool> RemoveTeam(string tenant, string team, AuditEntry audit, CancellationToken cancel);

    /// <summary>An entry of what was done elsewhere.</summary>
    Task Note(AuditEntry entry, CancellationToken cancel);

    /// <summary>Entries after a number, in order.</summary>
    Task<ImmutableArray<AuditItem>> Audit(string tenant, long after, int limit, CancellationToken cancel);
}

/// <param name="Book">The book that the user began with, which may be somebody else's by now.</param>
public sealed record StoredUser(
    string Tenant, string Id, string Organisation, string Role, string Book, string Name, string? Email, Instant CreatedAt, Instant? DisabledAt,
    Switches Switches = Switches.None);

public sealed record StoredOrganisation(string Tenant, string Id, string Name, string Book, Instant CreatedAt);

/// <param name="Members">Ids of users, in order.</param>
public sealed record StoredTeam(string Tenant, string Id, string Organisation, string Name, ImmutableArray<string> Members, Instant CreatedAt);

/// <param name="Hash">SHA-256 of the token.</param>
/// <param name="EndedAt">Accepted or withdrawn.</param>
public sealed record StoredInvitation(
    string Tenant, string Id, string Organisation, string Email, string Role, byte[] Hash, string By, Instant CreatedAt, Instant ExpiresAt,
    Instant? EndedAt);

/// <param name="Detail">JSON, without secrets and without people's data beyond ids and roles.</param>
public sealed record AuditEntry(string Tenant, Instant At, string By, string What, string Subject, string Detail);
