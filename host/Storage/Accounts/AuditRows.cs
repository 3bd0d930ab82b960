using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>audit</c>: only ever added to, by one writer, each entry hashed over the one before it.</summary>
internal static class AuditRows
{
    public static void Add(Session session, AuditEntry entry)
    {
        var (number, before) = Last(session, entry.Tenant);
        session.Execute(
            "INSERT INTO audit (tenant, number, at, made_by, what, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            entry.Tenant, number + 1, entry.At, entry.By, entry.What, entry.Subject, entry.Detail, AuditChain.Hash(number + 1, entry, before));
    }

    public static ImmutableArray<AuditItem> After(Session session, string tenant, long after, int limit)
    {
        var items = ImmutableArray.CreateBuilder<AuditItem>();
        using var rows = session.Query(
            "SELECT number, at, made_by, what, subject, detail, hash FROM audit WHERE tenant = $1 AND number > $2 ORDER BY number LIMIT $3",
            tenant, after, limit);
        while (rows.Next())
            items.Add(new(
                rows.Long(0), rows.Instant(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), Convert.ToHexStringLower(rows.Span(6))));
        return items.ToImmutable();
    }

    static (long Number, byte[] Hash) Last(Session session, string tenant)
    {
        using var rows = session.Query("SELECT number, hash FROM audit WHERE tenant = $1 ORDER BY number DESC LIMIT 1", tenant);
        return rows.Next() ? (rows.Long(0), rows.Span(1).ToArray()) : (0, AuditChain.Start);
    }
}
