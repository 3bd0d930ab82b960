using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Tests.Accounts;

/// <summary>Knows users and their first books, teams and organisations, which is all that keys and recipients ask, and welcomes nobody; the rest of a directory is tested on the real store.</summary>
internal sealed class MemoryDirectoryStore : IDirectoryStore
{
    public List<StoredUser> AllUsers { get; } = [];
    public List<StoredTeam> AllTeams { get; } = [];
    public List<StoredOrganisation> AllOrganisations { get; } = [];

    public Task<StoredUser?> User(string tenant, string user, CancellationToken cancel) =>
        Task.FromResult(AllUsers.Find(known => known.Tenant == tenant && known.Id == user));

    public Task<ImmutableArray<string>> Books(string tenant, string owner, CancellationToken cancel) => Task.FromResult<ImmutableArray<string>>([owner]);

    public Task<ILookup<string, string>> BooksByOwner(string tenant, CancellationToken cancel) => throw Elsewhere();

    public Task<ImmutableArray<StoredUser>> Users(string tenant, CancellationToken cancel) =>
        Task.FromResult<ImmutableArray<StoredUser>>([.. AllUsers.Where(user => user.Tenant == tenant)]);

    public Task<ImmutableArray<string>> Tenants(CancellationToken cancel) => Task.FromResult<ImmutableArray<string>>([]);

    public Task AddOrganisation(StoredOrganisation organisation, StoredInvitation first, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();

    public Task<ImmutableArray<StoredOrganisation>> Organisations(string tenant, CancellationToken cancel) =>
        Task.FromResult<ImmutableArray<StoredOrganisation>>([.. AllOrganisations.Where(organisation => organisation.Tenant == tenant)]);


    public Task<StoredUser?> ChangeUser(
        string tenant, string user, Func<StoredUser, ImmutableArray<StoredUser>, StoredUser?> change, AuditEntry audit, CancellationToken cancel) =>
        throw Elsewhere();

    public Task<ImmutableArray<string>> TransferBooks(string tenant, string from, string to, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();
    public Task AddInvitation(StoredInvitation invitation, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();
    public Task<ImmutableArray<StoredInvitation>> Invitations(string tenant, CancellationToken cancel) => throw Elsewhere();
    public Task<StoredInvitation?> InvitationByHash(byte[] hash, CancellationToken cancel) => throw Elsewhere();
    public Task<bool> EndInvitation(string tenant, string id, Instant at, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();
    public Task<bool> Accept(string invitation, StoredUser user, StoredKey key, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();
    public Task AddTeam(StoredTeam team, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();
    public Task<ImmutableArray<string>> TeamsOf(string tenant, string user, CancellationToken cancel) => Task.FromResult(ImmutableArray<string>.Empty);

    public Task<ImmutableArray<StoredTeam>> Teams(string tenant, CancellationToken cancel) =>
        Task.FromResult<ImmutableArray<StoredTeam>>([.. AllTeams.Where(team => team.Tenant == tenant)]);

    public Task<StoredTeam?> ChangeTeam(string tenant, string team, Func<StoredTeam, StoredTeam?> change, AuditEntry audit, CancellationToken cancel) =>
        throw Elsewhere();

    public Task<bool> RemoveTeam(string tenant, string team, AuditEntry audit, CancellationToken cancel) => throw Elsewhere();
    public Task Note(AuditEntry entry, CancellationToken cancel) => throw Elsewhere();
    public Task<ImmutableArray<AuditItem>> Audit(string tenant, long after, int limit, CancellationToken cancel) => throw Elsewhere();

    private static NotSupportedException Elsewhere() => new("This test needs the real store.");
}
