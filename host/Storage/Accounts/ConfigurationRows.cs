using System.Collections.Immutable;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>configurations</c>.</summary>
internal static class ConfigurationRows
{
    /// <summary>Without the custom fields.</summary>
    public static Configuration Read(Session session, string tenant, string organisation)
    {
        using var rows = session.Query("SELECT version, document FROM configurations WHERE tenant = $1 AND organisation = $2", tenant, organisation);
        if (!rows.Next()) return Configuration.Default;
        return (rows.IsNull(1) ? Configuration.Default : StoredJson.ReadConfiguration(rows.Span(1))) with { Version = rows.Long(0) };
    }

    /// <summary>0: it has configured nothing.</summary>
    public static long Version(Session session, string tenant, string organisation)
    {
        using var rows = session.Query("SELECT version FROM configurations WHERE tenant = $1 AND organisation = $2", tenant, organisation);
        return rows.Next() ? rows.Long(0) : 0;
    }

    /// <summary>Whose the book is: by itself, by its user or by its team.</summary>
    public static string? OrganisationOf(Session session, string tenant, string book)
    {
        if (Books.TeamOf(book) is { } team) return TeamRows.OrganisationOf(session, tenant, team);
        using var rows = session.Query(
            """
            SELECT o.id FROM books b
            LEFT JOIN users u ON u.tenant = b.tenant AND b.owner = 'user:' || u.id
            JOIN organisations o ON o.tenant = b.tenant AND (o.id = u.organisation OR b.owner = 'organisation:' || o.id)
            WHERE b.tenant = $1 AND b.id = $2
            """,
            tenant, book);
        return rows.Next() ? rows.Text(0) : null;
    }

    public static void Write(Session session, string tenant, string organisation, Configuration configuration) => session.Execute(
        """
        INSERT INTO configurations (tenant, organisation, version, replacing, document) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant, organisation) DO UPDATE SET version = $3, replacing = $4, document = $5
        """,
        tenant, organisation, configuration.Version, configuration.Organising.Replacing.IsEmpty ? 0 : 1,
        StoredJson.Write(configuration with { Fields = [] }));

    /// <summary>Something that is kept elsewhere has changed: the next version.</summary>
    public static void Touch(Session session, string tenant, string organisation) => session.Execute(
        """
        INSERT INTO configurations (tenant, organisation, version) VALUES ($1, $2, $3)
        ON CONFLICT (tenant, organisation) DO UPDATE SET version = configurations.version + 1
        """,
        tenant, organisation, Configuration.Default.Version + 1);

    public static ImmutableArray<string> AllBooks(Session session, string tenant, string organisation)
    {
        var books = ImmutableArray.CreateBuilder<string>();
        using var rows = session.Query(
            """
            SELECT b.id FROM books b LEFT JOIN users u ON u.tenant = b.tenant AND b.owner = 'user:' || u.id
            WHERE b.tenant = $1 AND (u.organisation = $2 OR b.owner = 'organisation:' || $2)
            UNION ALL SELECT 'team:' || id FROM teams WHERE tenant = $1 AND organisation = $2 ORDER BY 1
            """,
            tenant, organisation);
        while (rows.Next()) books.Add(rows.Text(0));
        return books.ToImmutable();
    }

    public static ImmutableArray<(string Tenant, string Organisation)> Replacing(Session session)
    {
        var all = ImmutableArray.CreateBuilder<(string, string)>();
        using var rows = session.Query("SELECT tenant, organisation FROM configurations WHERE replacing = 1 ORDER BY tenant, organisation");
        while (rows.Next()) all.Add((rows.Text(0), rows.Text(1)));
        return all.ToImmutable();
    }
}
