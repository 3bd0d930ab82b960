namespace Plugins.Email.Bounces;

/// <summary>What came back for one recipient of one mail.</summary>
/// <param name="Recipient">As it was written when the mail was sent, if the report says so.</param>
/// <param name="Status">RFC 3463, such as 5.1.1; null for a complaint.</param>
/// <param name="Detail">What the other server said; null when the report does not tell.</param>
/// <param name="MessageId">Of the mail, with its brackets: what sending it answered. Null when the report does not hold it.</param>
internal sealed record Bounce(BounceKind Kind, string? Recipient, string? Status, string? Detail, string? MessageId);

internal enum BounceKind
{
    /// <summary>It will never arrive there.</summary>
    Hard,

    /// <summary>It did not arrive, or not yet; another may.</summary>
    Soft,

    /// <summary>The person called it spam.</summary>
    Complaint,
}
