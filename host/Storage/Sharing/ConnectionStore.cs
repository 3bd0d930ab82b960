using System.Collections.Immutable;
using Sharing.Stored;

namespace Host.Storage.Sharing;

internal sealed class ConnectionStore(Database database) : IConnectionStore
{
    public Task Add(StoredConnection connection, CancellationToken cancel) => database.Write(
        session =>
        {
            ConnectionRows.Write(session, connection);
            return true;
        },
        cancel);

    public Task<StoredConnection?> Read(string tenant, string id, CancellationToken cancel) =>
        database.Read(session => ConnectionRows.Read(session, tenant, id), cancel);

    public Task<ImmutableArray<StoredConnection>> List(string tenant, string organisation, CancellationToken cancel) =>
        database.Read(session => ConnectionRows.List(session, tenant, organisation), cancel);

    public Task<StoredConnection?> Change(string tenant, string id, Func<StoredConnection, StoredConnection> change, CancellationToken cancel) => database.Write(
        session =>
        {
            if (ConnectionRows.Read(session, tenant, id) is not { } held) return null;
            var changed = change(held);
            if (changed != held) ConnectionRows.Write(session, changed);
            return changed;
        },
        cancel);

    public Task<bool> Remove(string tenant, string id, CancellationToken cancel) => database.Write(
        session => !SyncRows.AnyOf(session, tenant, id) && ConnectionRows.Delete(session, tenant, id), cancel);
}
