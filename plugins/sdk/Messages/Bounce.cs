namespace Audiences.Sdk;

/// <summary>What came back for one recipient of one mail.</summary>
/// <param name="Recipient">As it was written when the mail was sent; null when the report does not say it.</param>
/// <param name="Status">RFC 3463, such as 5.1.1; null for a complaint.</param>
/// <param name="Detail">What the other server said; null when the report does not tell.</param>
/// <param name="MessageId">The <see cref="Message.Id"/> of the mail; null when the report does not hold it.</param>
public sealed record Bounce(BounceKind Kind, string? Recipient, string? Status, string? Detail, string? MessageId);
