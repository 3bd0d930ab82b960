using Audiences.Sdk;

namespace Plugins.CrmImport.HubSpot;

public sealed record HubSpotSettings
{
    [Setting("Access token", Help = "Of a private app that may read contacts (crm.objects.contacts.read)")]
    public required Secret Token { get; init; }

    [Setting("More properties", Help = "Internal names with commas between, such as plan,hs_lead_status; each becomes a trait")]
    public string? Properties { get; init; }

    [Setting("Address of the API")]
    public Uri Address { get; init; } = new("https://api.hubapi.com");
}
