using System.Buffers.Text;
using System.Text.Json;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What the link in a mail has: sealed, so that nobody unsubscribes whom he can only guess, and nothing of the contact can be read in it.</summary>
internal sealed class UnsubscribeToken(ISettingsSeal seal)
{
    private const string Purpose = "unsubscribe", Deed = "unsubscribe-link";

    public string For(Principal who, Guid contact) =>
        Base64Url.EncodeToString(seal.Seal(JsonSerializer.Serialize(new Meant(who.Tenant, who.Organisation, contact)), Purpose));

    /// <summary>In whose name he is unsubscribed, and who; null: no mail of ours had it.</summary>
    public (Principal As, Guid Contact)? Read(string token) =>
        Base64Url.IsValid(token) && seal.Open(Base64Url.DecodeFromChars(token), Purpose) is { } text && JsonSerializer.Deserialize<Meant>(text) is { } meant
            ? (new(meant.Tenant, meant.Organisation, null, null, Books.OfOrganisation(meant.Organisation), Scopes.Write, Server: true, Deed), meant.Contact)
            : null;

    private sealed record Meant(string Tenant, string Organisation, Guid Contact);
}
