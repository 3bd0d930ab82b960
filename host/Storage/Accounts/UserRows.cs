using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The tables <c>users</c> and <c>books</c>.</summary>
internal static class UserRows
{
    const string Select = "SELECT tenant, id, organisation, role, book, name, email, created_at, disabled_at, switches FROM users";

    public static StoredUser? Find(Session session, string tenant, string user)
    {
        using var rows = session.Query(Select + " WHERE tenant = $1 AND id = $2", tenant, user);
        return rows.Next() ? Read(rows) : null;
    }

    public static ImmutableArray<StoredUser> Of(Session session, string tenant)
    {
        var users = ImmutableArray.CreateBuilder<StoredUser>();
        using var rows = session.Query(Select + " WHERE tenant = $1 ORDER BY created_at, id", tenant);
        while (rows.Next()) users.Add(Read(rows));
        return users.ToImmutable();
    }

    /// <summary>With the book.</summary>
    public static void Insert(Session session, StoredUser user)
    {
        session.Execute(
            """
            INSERT INTO users (tenant, id, organisation, role, book, name, email, created_at, disabled_at, switches)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            user.Tenant, user.Id, user.Organisation, user.Role, user.Book, user.Name, user.Email, user.CreatedAt, user.DisabledAt,
            (int)user.Switches);
        InsertBook(session, user.Tenant, user.Book, $"user:{user.Id}", user.CreatedAt);
    }

    public static void Update(Session session, StoredUser user) => session.Execute(
        "UPDATE users SET role = $3, name = $4, email = $5, disabled_at = $6, switches = $7 WHERE tenant = $1 AND id = $2",
        user.Tenant, user.Id, user.Role, user.Name, user.Email, user.DisabledAt, (int)user.Switches);

    public static void InsertBook(Session session, string tenant, string book, string owner, Instant now) => session.Execute(
        "INSERT INTO books (tenant, id, owner, created_at) VALUES ($1, $2, $3, $4)", tenant, book, owner, now);

    public static ImmutableArray<string> Books(Session session, string tenant, string owner)
    {
        var books = ImmutableArray.CreateBuilder<string>();
        using var rows = session.Query("SELECT id FROM books WHERE tenant = $1 AND owner = $2 ORDER BY created_at, id", tenant, owner);
        while (rows.Next()) books.Add(rows.Text(0));
        return books.ToImmutable();
    }

    public static List<string> AllBooks(Session session, string tenant) => [.. BooksByOwner(session, tenant).SelectMany(books => books)];

    public static ILookup<string, string> BooksByOwner(Session session, string tenant)
    {
        var books = new List<(string Owner, string Id)>();
        using var rows = session.Query("SELECT owner, id FROM books WHERE tenant = $1 ORDER BY created_at, id", tenant);
        while (rows.Next()) books.Add((rows.Text(0), rows.Text(1)));
        return books.ToLookup(book => book.Owner, book => book.Id);
    }

    public static void Transfer(Session session, string tenant, string from, string to) =>
        session.Execute("UPDATE books SET owner = $3 WHERE tenant = $1 AND owner = $2", tenant, from, to);

    static StoredUser Read(Rows rows) => new(
        rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.TextOrNull(6), rows.Instant(7),
        rows.InstantOrNull(8), (Switches)rows.Int(9));
}
