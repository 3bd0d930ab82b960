namespace Audiences.Sdk;

/// <summary>One of a batch whom the other side does not take, though it takes the rest.</summary>
/// <param name="Key">The <see cref="Member.Key"/>.</param>
/// <param name="Reason">One sentence for the admin; no personal data.</param>
public sealed record RejectedMember(string Key, string Reason);
