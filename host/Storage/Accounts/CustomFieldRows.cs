using System.Collections.Immutable;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>custom_fields</c>.</summary>
internal static class CustomFieldRows
{
    public static ImmutableArray<CustomField> Of(Session session, string tenant, string organisation)
    {
        using var rows = session.Query("SELECT field FROM custom_fields WHERE tenant = $1 AND organisation = $2 ORDER BY key", tenant, organisation);
        return All(rows);
    }

    public static ImmutableArray<CustomField> OfBook(Session session, string tenant, string book)
    {
        using var rows = session.Query(
            """
            SELECT f.field FROM books b
            LEFT JOIN users u ON u.tenant = b.tenant AND b.owner = 'user:' || u.id
            JOIN custom_fields f ON f.tenant = b.tenant AND (f.organisation = u.organisation OR b.owner = 'organisation:' || f.organisation)
            WHERE b.tenant = $1 AND b.id = $2 ORDER BY f.key
            """,
            tenant, book);
        return All(rows);
    }

    public static CustomField? Find(Session session, string tenant, string organisation, string key)
    {
        using var rows = session.Query(
            "SELECT field FROM custom_fields WHERE tenant = $1 AND organisation = $2 AND key = $3", tenant, organisation, key);
        return rows.Next() ? StoredJson.ReadField(rows.Span(0)) : null;
    }

    public static void Put(Session session, string tenant, string organisation, CustomField field) => session.Execute(
        """
        INSERT INTO custom_fields (tenant, organisation, key, field) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant, organisation, key) DO UPDATE SET field = $4
        """,
        tenant, organisation, field.Key, StoredJson.Write(field));

    public static bool Remove(Session session, string tenant, string organisation, string key) => session.Execute(
        "DELETE FROM custom_fields WHERE tenant = $1 AND organisation = $2 AND key = $3", tenant, organisation, key) == 1;

    static ImmutableArray<CustomField> All(Rows rows)
    {
        var fields = ImmutableArray.CreateBuilder<CustomField>();
        while (rows.Next()) fields.Add(StoredJson.ReadField(rows.Span(0)));
        return fields.ToImmutable();
    }
}
