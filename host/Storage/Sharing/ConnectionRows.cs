using System.Collections.Immutable;
using Sharing.Stored;

namespace Host.Storage.Sharing;

/// <summary>The table <c>connections</c>.</summary>
internal static class ConnectionRows
{
    const string Select =
        "SELECT tenant, organisation, id, connector, name, settings, sealed_names, sealed, created_at, created_by, version, health, granted, granted_times FROM connections";

    public static StoredConnection? Read(Session session, string tenant, string id)
    {
        using var rows = session.Query(Select + " WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next() ? Read(rows) : null;
    }

    public static ImmutableArray<StoredConnection> List(Session session, string tenant, string organisation)
    {
        var all = ImmutableArray.CreateBuilder<StoredConnection>();
        using var rows = session.Query(Select + " WHERE tenant = $1 AND organisation = $2", tenant, organisation);
        while (rows.Next()) all.Add(Read(rows));
        return all.ToImmutable();
    }

    public static void Write(Session session, StoredConnection connection) => session.Execute(
        """
        INSERT INTO connections (tenant, organisation, id, connector, name, settings, sealed_names, sealed, created_at, created_by, version, health, granted, granted_times)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (tenant, id) DO UPDATE SET
            name = excluded.name, settings = excluded.settings, sealed_names = excluded.sealed_names, sealed = excluded.sealed,
            version = excluded.version, health = excluded.health, granted = excluded.granted, granted_times = excluded.granted_times
        """,
        connection.Tenant, connection.Organisation, connection.Id, connection.Connector, connection.Name, connection.Settings,
        StoredJson.Write(connection.SecretNames), connection.Secrets, connection.CreatedAt, connection.CreatedBy, connection.Version,
        connection.Health is { } health ? StoredJson.Write(health) : null, connection.Granted, connection.Grant);

    public static bool Delete(Session session, string tenant, string id)
    {
        session.Execute("DELETE FROM pulls WHERE tenant = $1 AND connection = $2", tenant, id);
        return session.Execute("DELETE FROM connections WHERE tenant = $1 AND id = $2", tenant, id) > 0;
    }

    static StoredConnection Read(Rows rows) => new(
        rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), StoredJson.ReadTexts(rows.Span(6)), rows.Span(7).ToArray(),
        rows.Instant(8), rows.Text(9), rows.Long(10), rows.IsNull(11) ? null : StoredJson.ReadHealth(rows.Span(11)))
    {
        Granted = rows.IsNull(12) ? null : rows.Span(12).ToArray(), Grant = rows.Long(13),
    };
}
