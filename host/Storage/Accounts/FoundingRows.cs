using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The tables <c>tenants</c>, <c>organisations</c>, <c>books</c> and <c>users</c>.</summary>
internal static class FoundingRows
{
    public static bool Exists(Session session, string tenant)
    {
        using var rows = session.Query("SELECT 1 FROM tenants WHERE id = $1", tenant);
        return rows.Next();
    }

    public static void Insert(Session session, Founding founding, Instant now)
    {
        session.Execute("INSERT INTO tenants (id, created_at) VALUES ($1, $2)", founding.Tenant, now);
        session.Execute(
            "INSERT INTO organisations (tenant, id, book, created_at) VALUES ($1, $2, $3, $4)",
            founding.Tenant, founding.Organisation, founding.OrganisationBook, now);
        InsertBook(session, founding.Tenant, founding.OrganisationBook, $"organisation:{founding.Organisation}", now);
        session.Execute(
            "INSERT INTO users (tenant, id, organisation, role, book, created_at) VALUES ($1, $2, $3, 'owner', $4, $5)",
            founding.Tenant, founding.User, founding.Organisation, founding.UserBook, now);
        InsertBook(session, founding.Tenant, founding.UserBook, $"user:{founding.User}", now);
    }

    public static StoredUser? User(Session session, string tenant, string user)
    {
        using var rows = session.Query("SELECT organisation, role, book FROM users WHERE tenant = $1 AND id = $2", tenant, user);
        return rows.Next() ? new(tenant, user, rows.Text(0), rows.Text(1), rows.Text(2)) : null;
    }

    static void InsertBook(Session session, string tenant, string book, string owner, Instant now) => session.Execute(
        "INSERT INTO books (tenant, id, owner, created_at) VALUES ($1, $2, $3, $4)", tenant, book, owner, now);
}
