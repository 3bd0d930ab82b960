namespace Audiences.Sdk;

/// <summary>A mail that a person wrote.</summary>
/// <param name="Id">Its Message-ID, at most 255 characters.</param>
/// <param name="From">His e-mail address.</param>
/// <param name="At">When it says that it was written; null when that cannot be read.</param>
public sealed record MailReply(string Id, string From, DateTimeOffset? At);
