using System.Collections.Immutable;
using Sharing.Stored;

namespace Host.Storage.Sharing;

/// <summary>The table <c>managed_audiences</c>.</summary>
internal static class ManagedRows
{
    public static ImmutableArray<StoredManaged> Of(Session session, string tenant)
    {
        var all = ImmutableArray.CreateBuilder<StoredManaged>();
        using var rows = session.Query("SELECT state FROM managed_audiences WHERE tenant = $1 ORDER BY id", tenant);
        while (rows.Next()) all.Add(StoredJson.ReadManaged(rows.Span(0)));
        return all.ToImmutable();
    }

    public static ImmutableArray<string> Tenants(Session session)
    {
        var tenants = ImmutableArray.CreateBuilder<string>();
        using var rows = session.Query("SELECT DISTINCT tenant FROM managed_audiences ORDER BY tenant");
        while (rows.Next()) tenants.Add(rows.Text(0));
        return tenants.ToImmutable();
    }

    public static void Write(Session session, StoredManaged set) => session.Execute(
        "INSERT INTO managed_audiences (tenant, id, state) VALUES ($1, $2, $3) ON CONFLICT (tenant, id) DO UPDATE SET state = excluded.state",
        set.Tenant, set.Id, StoredJson.Write(set));

    public static void Delete(Session session, string tenant, string id) =>
        session.Execute("DELETE FROM managed_audiences WHERE tenant = $1 AND id = $2", tenant, id);
}
