namespace Audiences.Sdk;

/// <summary>A page of contacts.</summary>
/// <param name="Contacts">Each with an external id, an e-mail address or a phone number; one that comes again is an update.</param>
/// <param name="NextCursor">
/// Where to read on, opaque, at most 4,096 characters. On the last page: where a later run goes on with what has changed since, or null if
/// it has to begin anew.
/// </param>
/// <param name="HasMore">Whether there is more to read now; then <paramref name="NextCursor"/> is not null.</param>
public sealed record ContactPage(IReadOnlyList<Contact> Contacts, string? NextCursor, bool HasMore)
{
    /// <summary>External ids of contacts that the other side has deleted since the cursor was given.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];
}
