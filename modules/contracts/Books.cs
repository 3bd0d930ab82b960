namespace Contracts;

public enum Use
{
    Read = 0,
    Write = 1,
    /// <summary>What only they may do in whose book a contact is: its timeline, with whom it is shared, its erasure.</summary>
    Own = 2,
}

/// <summary>Whose contacts: every user and every organisation has a book. The one place that says who may use which.</summary>
public static class Books
{
    public static string OfOrganisation(string organisation) => $"organisation:{organisation}";

    public static string OfUser(string user) => $"user:{user}";

    /// <summary>The contacts that are shared with a team: they stay in their own books.</summary>
    public static string OfTeam(string team) => $"{TeamPrefix}{team}";

    /// <summary>The team whose contacts the book is; null of a user's or an organisation's.</summary>
    public static string? TeamOf(string book) => book.StartsWith(TeamPrefix, StringComparison.Ordinal) ? book[TeamPrefix.Length..] : null;

    private const string TeamPrefix = "team:";

    /// <summary>It is the principal's own, or that of his organisation; all others are the same as ones that never were.</summary>
    public static bool Knows(Principal who, string book) => who.OwnBooks.Contains(book) || who.OrganisationBooks.Contains(book);

    /// <summary>One that he knows, or the contacts of a team that he is in.</summary>
    public static bool Sees(Principal who, string book) => TeamOf(book) is { } team ? who.Teams.Contains(team) : Knows(who, book);

    /// <summary>Its contacts are his to change in every way.</summary>
    public static bool Owns(Principal who, string book) => who.OwnBooks.Contains(book) || (Knows(who, book) && who.MayChangeOrganisation);

    /// <summary>The book that a request means: the one that it names, else the key's own. Not a team's, in which no contact is at home.</summary>
    /// <exception cref="Refusal">404 <c>unknown-book</c>; 403 <c>missing-role</c>; 422 <c>not-a-book</c>.</exception>
    public static string Require(Principal who, string? asked, Use use)
    {
        var book = RequireSeen(who, asked);
        if (TeamOf(book) is not null)
            throw Refusal.Invalid("book", "A team has no contacts of its own: name the book that they are in, and share them with the team.", "not-a-book");
        return use == Use.Read || Owns(who, book)
            ? book
            : throw new Refusal(403, "missing-role", "The organisation's contacts are changed by admins and owners.");
    }

    /// <summary>As <see cref="Require"/>, for reading; it may be a team's.</summary>
    public static string RequireSeen(Principal who, string? asked) =>
        (asked ?? who.Book) is var book && Sees(who, book)
            ? book
            : throw new Refusal(404, "unknown-book", $"There is no book {book} that this key may use. GET /v1/me names those that it may.");
}
