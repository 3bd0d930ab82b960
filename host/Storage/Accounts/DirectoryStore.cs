using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

internal sealed class DirectoryStore(Database database) : IDirectoryStore
{
    public Task<ImmutableArray<string>> Tenants(CancellationToken cancel) => database.Read(FoundingRows.All, cancel);

    public Task AddOrganisation(StoredOrganisation organisation, StoredInvitation first, AuditEntry audit, CancellationToken cancel) => Write(
        session =>
        {
            OrganisationRows.Insert(session, organisation);
            InvitationRows.Insert(session, first);
        },
        audit, cancel);

    public Task<ImmutableArray<StoredOrganisation>> Organisations(string tenant, CancellationToken cancel) =>
        database.Read(session => OrganisationRows.Of(session, tenant), cancel);

    public Task<ImmutableArray<StoredUser>> Users(string tenant, CancellationToken cancel) =>
        database.Read(session => UserRows.Of(session, tenant), cancel);

    public Task<StoredUser?> User(string tenant, string user, CancellationToken cancel) =>
        database.Read(session => UserRows.Find(session, tenant, user), cancel);

    public Task<StoredUser?> ChangeUser(
        string tenant, string user, Func<StoredUser, ImmutableArray<StoredUser>, StoredUser?> change, AuditEntry audit,
        CancellationToken cancel) => database.Write(
        session =>
        {
            if (UserRows.Find(session, tenant, user) is not { } held) return null;
            if (change(held, [.. UserRows.Of(session, tenant).Where(other => other.Organisation == held.Organisation)]) is not { } changed) return null;
            UserRows.Update(session, changed);
            AuditRows.Add(session, audit);
            return changed;
        },
        cancel);

    public Task<ImmutableArray<string>> Books(string tenant, string owner, CancellationToken cancel) =>
        database.Read(session => UserRows.Books(session, tenant, owner), cancel);

    public Task<ILookup<string, string>> BooksByOwner(string tenant, CancellationToken cancel) =>
        database.Read(session => UserRows.BooksByOwner(session, tenant), cancel);

    public Task<ImmutableArray<string>> TransferBooks(string tenant, string from, string to, AuditEntry audit, CancellationToken cancel) =>
        database.Write(
            session =>
            {
                var books = UserRows.Books(session, tenant, from);
                UserRows.Transfer(session, tenant, from, to);
                AuditRows.Add(session, audit);
                return books;
            },
            cancel);

    public Task AddInvitation(StoredInvitation invitation, AuditEntry audit, CancellationToken cancel) =>
        Write(session => InvitationRows.Insert(session, invitation), audit, cancel);

    public Task<ImmutableArray<StoredInvitation>> Invitations(string tenant, CancellationToken cancel) =>
        database.Read(session => InvitationRows.Waiting(session, tenant), cancel);

    public Task<StoredInvitation?> InvitationByHash(byte[] hash, CancellationToken cancel) =>
        database.Read(session => InvitationRows.ByHash(session, hash), cancel);

    public Task<bool> EndInvitation(string tenant, string id, Instant at, AuditEntry audit, CancellationToken cancel) =>
        WriteIf(session => InvitationRows.End(session, tenant, id, at), audit, cancel);

    public Task<bool> Accept(string invitation, StoredUser user, StoredKey key, AuditEntry audit, CancellationToken cancel) => WriteIf(
        session =>
        {
            if (!InvitationRows.End(session, user.Tenant, invitation, user.CreatedAt)) return false;
            UserRows.Insert(session, user);
            KeyRows.Insert(session, key);
            return true;
        },
        audit, cancel);

    public Task AddTeam(StoredTeam team, AuditEntry audit, CancellationToken cancel) =>
        Write(session => TeamRows.Insert(session, team), audit, cancel);

    public Task<ImmutableArray<StoredTeam>> Teams(string tenant, CancellationToken cancel) =>
        database.Read(session => TeamRows.Of(session, tenant), cancel);

    public Task<ImmutableArray<string>> TeamsOf(string tenant, string user, CancellationToken cancel) =>
        database.Read(session => TeamRows.WithMember(session, tenant, user), cancel);

    public Task<StoredTeam?> ChangeTeam(
        string tenant, string team, Func<StoredTeam, StoredTeam?> change, AuditEntry audit, CancellationToken cancel) => database.Write(
        session =>
        {
            if (TeamRows.Of(session, tenant).FirstOrDefault(held => held.Id == team) is not { } held) return null;
            if (change(held) is not { } changed) return null;
            TeamRows.Update(session, changed);
            AuditRows.Add(session, audit);
            return changed;
        },
        cancel);

    public Task<bool> RemoveTeam(string tenant, string team, AuditEntry audit, CancellationToken cancel) =>
        WriteIf(session => TeamRows.Delete(session, tenant, team), audit, cancel);

    public Task Note(AuditEntry entry, CancellationToken cancel) => Write(_ => { }, entry, cancel);

    public Task<ImmutableArray<AuditItem>> Audit(string tenant, long after, int limit, CancellationToken cancel) =>
        database.Read(session => AuditRows.After(session, tenant, after, limit), cancel);

    Task Write(Action<Session> write, AuditEntry audit, CancellationToken cancel) => WriteIf(
        session =>
        {
            write(session);
            return true;
        },
        audit, cancel);

    /// <summary>What was done is in the audit log; what was not, is not.</summary>
    Task<bool> WriteIf(Func<Session, bool> write, AuditEntry audit, CancellationToken cancel) => database.Write(
        session =>
        {
            if (!write(session)) return false;
            AuditRows.Add(session, audit);
            return true;
        },
        cancel);
}
