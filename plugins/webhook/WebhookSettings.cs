using Audiences.Sdk;

namespace Plugins.Webhook;

public sealed record WebhookSettings
{
    [Setting("Address", Help = "Changes of audiences are posted here, signed as Standard Webhooks says.")]
    public required Uri Address { get; init; }

    [Setting("Signing secret", Help = "whsec_ and 24 to 64 bytes in Base64. To change it, give the new and the old one with a blank between, until the receiver knows the new one.")]
    public required Secret Secrets { get; init; }
}
