using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

/// <summary>Custom fields one by one; each change is the next version of the organisation's configuration.</summary>
internal sealed class CustomFieldStore(Database database) : ICustomFieldStore
{
    public Task<FieldWritten> Put(string tenant, string organisation, CustomField field, CancellationToken cancel) => database.Write(
        session =>
        {
            var held = CustomFieldRows.Find(session, tenant, organisation, field.Key);
            if (held is not null && held.Kind != field.Kind) return FieldWritten.HasAnotherKind;
            if (field.Section is { } section && ConfigurationRows.Read(session, tenant, organisation).Sections.All(known => known.Key != section))
                return FieldWritten.HasUnknownSection;
            CustomFieldRows.Put(session, tenant, organisation, field);
            ConfigurationRows.Touch(session, tenant, organisation);
            return held is null ? FieldWritten.Made : FieldWritten.Changed;
        },
        cancel);

    public Task<bool> Remove(string tenant, string organisation, string key, CancellationToken cancel) => database.Write(
        session =>
        {
            if (!CustomFieldRows.Remove(session, tenant, organisation, key)) return false;
            ConfigurationRows.Touch(session, tenant, organisation);
            return true;
        },
        cancel);

    public Task<ImmutableArray<CustomField>> OfBook(string tenant, string book, CancellationToken cancel) =>
        database.Read(session => CustomFieldRows.OfBook(session, tenant, book), cancel);
}
