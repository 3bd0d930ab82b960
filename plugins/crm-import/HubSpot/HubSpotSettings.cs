using Audiences.Sdk;

namespace Plugins.CrmImport.HubSpot;

public sealed record HubSpotSettings
{
    [Setting("Access token", Help = "Of a private app that may read contacts (crm.objects.contacts.read); leave it out to connect by an app of your own")]
    public Secret? Token { get; init; }

    [Setting("Client id", Help = "Of your own app; its redirect URL is this server's address and /v1/connectors/authorized")]
    public string? ClientId { get; init; }

    [Setting("Client secret")]
    public Secret? ClientSecret { get; init; }

    [Setting("Account"), OAuth("https://app.hubspot.com/oauth/authorize", "https://api.hubapi.com/oauth/v1/token", Scopes = "oauth crm.objects.contacts.read")]
    public Secret? Account { get; init; }

    [Setting("More properties", Help = "Internal names with commas between, such as plan,hs_lead_status; each becomes a trait")]
    public string? Properties { get; init; }

    [Setting("Address of the API")]
    public Uri Address { get; init; } = new("https://api.hubapi.com");
}
