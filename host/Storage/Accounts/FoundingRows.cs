using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>tenants</c>, and what a tenant begins with.</summary>
internal static class FoundingRows
{
    public static bool Exists(Session session, string tenant)
    {
        using var rows = session.Query("SELECT 1 FROM tenants WHERE id = $1", tenant);
        return rows.Next();
    }

    public static ImmutableArray<string> All(Session session)
    {
        var tenants = ImmutableArray.CreateBuilder<string>();
        using var rows = session.Query("SELECT id FROM tenants ORDER BY id");
        while (rows.Next()) tenants.Add(rows.Text(0));
        return tenants.ToImmutable();
    }

    public static void Insert(Session session, Founding founding, Instant now)
    {
        session.Execute("INSERT INTO tenants (id, created_at) VALUES ($1, $2)", founding.Tenant, now);
        OrganisationRows.Insert(session, new(founding.Tenant, founding.Organisation, founding.Organisation, founding.OrganisationBook, now));
        UserRows.Insert(session, new(
            founding.Tenant, founding.User, founding.Organisation, "owner", founding.UserBook, founding.User, null, now, null));
    }
}
