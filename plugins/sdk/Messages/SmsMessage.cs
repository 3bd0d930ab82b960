namespace Audiences.Sdk;

/// <summary>A short message.</summary>
/// <param name="To">E.164: <c>+32470123456</c>.</param>
/// <param name="Text">Up to 1,600 characters; the provider splits it.</param>
public sealed record SmsMessage(string Id, string To, string Text) : Message(Id);
