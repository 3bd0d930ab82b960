using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>What an invitation looks like, and how long it waits.</summary>
internal static class Invitations
{
    private static readonly TimeSpan Wait = TimeSpan.FromDays(7);

    public static (StoredInvitation Invitation, string Token) Make(
        Principal by, string organisation, string email, string role, BusinessClock clock)
    {
        var address = email.Trim();
        if (address.Length is < 3 or > 320 || address.IndexOf('@') is <= 0 || address.EndsWith('@') || address.Any(char.IsWhiteSpace))
            throw Refusal.Invalid("email", "is an e-mail address");
        var token = KeyText.New();
        var id = Install.NewId(clock);
        return (new(by.Tenant, id, organisation, address, role, KeyText.Hash(token), by.Name, clock.Now, clock.Now + Wait, null), token);
    }

    public static InvitationInfo Show(StoredInvitation invitation) => new(
        invitation.Id, invitation.Organisation, invitation.Email, invitation.Role, invitation.CreatedAt, invitation.ExpiresAt);
}
