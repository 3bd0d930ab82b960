using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>The table <c>custom_fields</c>.</summary>
internal sealed class CustomFieldStore(Database database) : ICustomFieldStore
{
    public Task<FieldWritten> Put(string tenant, string organisation, CustomField field, CancellationToken cancel) => database.Write(
        session =>
        {
            if (Find(session, tenant, organisation, field.Key) is not { } held)
            {
                session.Execute(
                    "INSERT INTO custom_fields (tenant, organisation, key, field) VALUES ($1, $2, $3, $4)",
                    tenant, organisation, field.Key, StoredJson.Write(field));
                return FieldWritten.Made;
            }
            if (held.Kind != field.Kind) return FieldWritten.HasAnotherKind;
            session.Execute(
                "UPDATE custom_fields SET field = $4 WHERE tenant = $1 AND organisation = $2 AND key = $3",
                tenant, organisation, field.Key, StoredJson.Write(field));
            return FieldWritten.Changed;
        },
        cancel);

    public Task<bool> Remove(string tenant, string organisation, string key, CancellationToken cancel) => database.Write(
        session => session.Execute(
            "DELETE FROM custom_fields WHERE tenant = $1 AND organisation = $2 AND key = $3", tenant, organisation, key) == 1,
        cancel);

    public Task<ImmutableArray<CustomField>> OfBook(string tenant, string book, CancellationToken cancel) => database.Read(
        session =>
        {
            var fields = ImmutableArray.CreateBuilder<CustomField>();
            using var rows = session.Query(
                """
                SELECT f.field FROM books b
                LEFT JOIN users u ON u.tenant = b.tenant AND b.owner = 'user:' || u.id
                JOIN custom_fields f ON f.tenant = b.tenant AND (f.organisation = u.organisation OR b.owner = 'organisation:' || f.organisation)
                WHERE b.tenant = $1 AND b.id = $2 ORDER BY f.key
                """,
                tenant, book);
            while (rows.Next()) fields.Add(StoredJson.ReadField(rows.Span(0)));
            return fields.ToImmutable();
        },
        cancel);

    static CustomField? Find(Session session, string tenant, string organisation, string key)
    {
        using var rows = session.Query(
            "SELECT field FROM custom_fields WHERE tenant = $1 AND organisation = $2 AND key = $3", tenant, organisation, key);
        return rows.Next() ? StoredJson.ReadField(rows.Span(0)) : null;
    }
}
