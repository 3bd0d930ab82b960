using Contracts;

namespace Accounts;

/// <summary>Who may make and revoke which keys.</summary>
internal static class KeyPolicy
{
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    public static void Check(CreateKey request, Instant now)
    {
        Roles.Administers(request.By, "Keys are made and revoked by admins and owners.");
        if (request.Scopes == Scopes.None) throw Refusal.Invalid("scopes", "name at least one scope");
        if (!request.By.May(request.Scopes))
            throw new Refusal(403, "missing-scope", "A key cannot grant scopes that the key which makes it lacks.");
        if (request.ExpiresAt <= now) throw Refusal.Invalid("expiresAt", "lies in the past");
        var book = request.Book ?? request.By.Book;
        if (request.OfOrganisation && !request.By.OrganisationBooks.Contains(book))
            throw Refusal.Invalid("book", "must be the organisation's, because the key is the organisation's", "unknown-book");
        if (!Books.Knows(request.By, book))
            throw Refusal.Invalid("book", "is not a book that this key may read", "unknown-book");
    }

    /// <summary>Admins rotate every key of the organisation, and everybody his own.</summary>
    public static void CheckRotation(Principal by, Stored.StoredKey key, TimeSpan overlap)
    {
        if (by.User is null || key.User != by.User) Roles.Administers(by, "Another's key is rotated by admins and owners.");
        if (key.User is not null && key.User != by.User)
            throw new Refusal(403, "missing-role", "A key stands for its user: who is not that user may revoke it, and not have one like it.");
        if (!by.May(key.Scopes & Roles.Limit(by.Role))) throw new Refusal(403, "missing-scope", "A key cannot have one made that may more than itself.");
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap) throw Refusal.Invalid("overlap", $"is from 0 to {LongestOverlap.Days} days");
    }
}
