namespace Audiences.Sdk;

/// <summary>A message of a template that WhatsApp has approved.</summary>
/// <param name="To">E.164: <c>+32470123456</c>; a provider that wants another form gets it from the connector.</param>
/// <param name="Template">The template's name at WhatsApp.</param>
/// <param name="Language">Its language as WhatsApp writes it: <c>en_US</c>.</param>
/// <param name="Parameters">What goes into {{1}}, {{2}} … of its body, in that order.</param>
public sealed record WhatsAppMessage(string Id, string To, string Template, string Language, IReadOnlyList<string> Parameters) : Message(Id);
