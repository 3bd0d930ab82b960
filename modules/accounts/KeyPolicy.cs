using Contracts;

namespace Accounts;

/// <summary>Who may make and revoke which keys.</summary>
internal static class KeyPolicy
{
    public static void Check(CreateKey request, Instant now)
    {
        Administers(request.By);
        if (request.Scopes == Scopes.None) throw Refusal.Invalid("scopes", "name at least one scope");
        if (!request.By.May(request.Scopes))
            throw new Refusal(403, "missing-scope", "A key cannot grant scopes that the key which makes it lacks.");
        if (request.ExpiresAt <= now) throw Refusal.Invalid("expiresAt", "lies in the past");
        if (request.Book is { } book && !MayName(request.By, book))
            throw Refusal.Invalid("book", "is not a book that this key may read", "unknown-book");
    }

    public static void Administers(Principal by, string otherwise = "Keys are made and revoked by admins and owners.")
    {
        if (!by.May(Scopes.Admin)) throw new Refusal(403, "missing-scope", "The key lacks the scope `admin`.");
        if (by.Role is "viewer" or "member") throw new Refusal(403, "missing-role", otherwise);
    }

    private static bool MayName(Principal by, string book) =>
        book == by.Book
        || book == Install.OrganisationBook(by.Organisation)
        || (by.User is { } user && book == Install.UserBook(user));
}
