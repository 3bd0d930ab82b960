using System.Collections.Immutable;
using Sharing.Stored;

namespace Host.Storage.Sharing;

internal sealed class ManagedStore(Database database) : IManagedStore
{
    public Task Add(StoredManaged set, Action<ImmutableArray<StoredManaged>> check, CancellationToken cancel) => database.Write(
        session =>
        {
            check(Of(session, set.Tenant, set.Organisation));
            ManagedRows.Write(session, set);
            return true;
        },
        cancel);

    public Task<ImmutableArray<StoredManaged>> OfTenant(string tenant, CancellationToken cancel) =>
        database.Read(session => ManagedRows.Of(session, tenant), cancel);

    public Task<ImmutableArray<string>> Tenants(CancellationToken cancel) => database.Read(ManagedRows.Tenants, cancel);

    public Task<StoredManaged?> Change(
        string tenant, string id, Func<StoredManaged, ImmutableArray<StoredManaged>, StoredManaged> change, CancellationToken cancel) => database.Write(
        session =>
        {
            if (ManagedRows.Of(session, tenant).FirstOrDefault(set => set.Id == id) is not { } held) return null;
            var changed = change(held, Of(session, tenant, held.Organisation));
            ManagedRows.Write(session, changed);
            return changed;
        },
        cancel);

    public Task Remove(string tenant, string id, CancellationToken cancel) => database.Write(
        session =>
        {
            ManagedRows.Delete(session, tenant, id);
            return true;
        },
        cancel);

    static ImmutableArray<StoredManaged> Of(Session session, string tenant, string organisation) =>
        [.. ManagedRows.Of(session, tenant).Where(set => set.Organisation == organisation)];
}
