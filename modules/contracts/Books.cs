namespace Contracts;

public enum Use { Read = 0, Write = 1 }

/// <summary>Whose contacts: every user and every organisation has a book. The one place that says who may use which.</summary>
public static class Books
{
    public static string OfOrganisation(string organisation) => $"organisation:{organisation}";

    public static string OfUser(string user) => $"user:{user}";

    /// <summary>It is the principal's own, or that of his organisation; all others are the same as ones that never were.</summary>
    public static bool Knows(Principal who, string book) => who.OwnBooks.Contains(book) || who.OrganisationBooks.Contains(book);

    /// <summary>The book that a request means: the one that it names, else the key's own.</summary>
    /// <exception cref="Refusal">404 <c>unknown-book</c>; 403 <c>missing-role</c>.</exception>
    public static string Require(Principal who, string? asked, Use use)
    {
        var book = asked ?? who.Book;
        if (!Knows(who, book))
            throw new Refusal(404, "unknown-book", $"There is no book {book} that this key may use. GET /v1/me names those that it may.");
        return use == Use.Read || who.OwnBooks.Contains(book) || who.MayChangeOrganisation
            ? book
            : throw new Refusal(403, "missing-role", "The organisation's contacts are changed by admins and owners.");
    }
}
