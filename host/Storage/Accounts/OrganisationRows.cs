using System.Collections.Immutable;
using Accounts.Stored;

namespace Host.Storage.Accounts;

/// <summary>The table <c>organisations</c>.</summary>
internal static class OrganisationRows
{
    /// <summary>With the book.</summary>
    public static void Insert(Session session, StoredOrganisation organisation)
    {
        session.Execute(
            "INSERT INTO organisations (tenant, id, book, name, created_at) VALUES ($1, $2, $3, $4, $5)",
            organisation.Tenant, organisation.Id, organisation.Book, organisation.Name, organisation.CreatedAt);
        UserRows.InsertBook(session, organisation.Tenant, organisation.Book, $"organisation:{organisation.Id}", organisation.CreatedAt);
    }

    public static ImmutableArray<StoredOrganisation> Of(Session session, string tenant)
    {
        var organisations = ImmutableArray.CreateBuilder<StoredOrganisation>();
        using var rows = session.Query("SELECT id, name, book, created_at FROM organisations WHERE tenant = $1 ORDER BY created_at, id", tenant);
        while (rows.Next()) organisations.Add(new(tenant, rows.Text(0), rows.Text(1), rows.Text(2), rows.Instant(3)));
        return organisations.ToImmutable();
    }
}
