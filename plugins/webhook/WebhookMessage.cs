namespace Plugins.Webhook;

/// <summary>One request.</summary>
/// <param name="Id">The same however often it is sent, without a dot, which the signature has between its parts.</param>
internal sealed record WebhookMessage(string Id, byte[] Body);
