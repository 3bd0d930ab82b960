using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>invitations</c>.</summary>
internal static class InvitationRows
{
    const string Select =
        "SELECT tenant, id, organisation, email, role, hash, made_by, created_at, expires_at, ended_at FROM invitations";

    public static void Insert(Session session, StoredInvitation invitation) => session.Execute(
        """
        INSERT INTO invitations (tenant, id, organisation, email, role, hash, made_by, created_at, expires_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        invitation.Tenant, invitation.Id, invitation.Organisation, invitation.Email, invitation.Role, invitation.Hash, invitation.By,
        invitation.CreatedAt, invitation.ExpiresAt, invitation.EndedAt);

    public static ImmutableArray<StoredInvitation> Waiting(Session session, string tenant)
    {
        var invitations = ImmutableArray.CreateBuilder<StoredInvitation>();
        using var rows = session.Query(Select + " WHERE tenant = $1 AND ended_at IS NULL ORDER BY created_at, id", tenant);
        while (rows.Next()) invitations.Add(Read(rows));
        return invitations.ToImmutable();
    }

    public static StoredInvitation? ByHash(Session session, byte[] hash)
    {
        using var rows = session.Query(Select + " WHERE hash = $1", hash);
        return rows.Next() ? Read(rows) : null;
    }

    public static bool End(Session session, string tenant, string id, Instant at) => session.Execute(
        "UPDATE invitations SET ended_at = $3 WHERE tenant = $1 AND id = $2 AND ended_at IS NULL", tenant, id, at) == 1;

    static StoredInvitation Read(Rows rows) => new(
        rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Span(5).ToArray(), rows.Text(6), rows.Instant(7),
        rows.Instant(8), rows.InstantOrNull(9));
}
