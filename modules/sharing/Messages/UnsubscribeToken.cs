using System.Security.Cryptography;
using System.Text;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What the link in a mail has: whom it means by ids that say nothing of him, and a mark, so that nobody unsubscribes whom he can only guess.</summary>
internal sealed class UnsubscribeToken(IMark mark)
{
    private const string Deed = "unsubscribe-link";

    public string For(Principal who, Guid contact) => $"{who.Tenant}.{who.Organisation}.{contact:N}.{MarkOf(who.Tenant, who.Organisation, contact)}";

    /// <summary>In whose name he is unsubscribed, and who; null: no mail of ours had it.</summary>
    public (Principal As, Guid Contact)? Read(string token) =>
        token.Split('.') is [var tenant, var organisation, var id, var given] && Guid.TryParseExact(id, "N", out var contact)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(MarkOf(tenant, organisation, contact)))
            ? (new(tenant, organisation, null, null, Books.OfOrganisation(organisation), Scopes.Write, Server: true, Deed), contact)
            : null;

    private string MarkOf(string tenant, string organisation, Guid contact) => mark.Of("unsubscribe", tenant, organisation, contact.ToString("N"));
}
