using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Host.Storage.Sharing;

internal sealed class SyncStore(Database database) : ISyncStore
{
    public Task<bool> Add(StoredSync sync, CancellationToken cancel) => database.Write(session => SyncRows.Insert(session, sync), cancel);

    public Task<StoredSync?> Read(string tenant, string id, CancellationToken cancel) =>
        database.Read(session => SyncRows.Counted(session, tenant, id), cancel);

    public Task<ImmutableArray<StoredSync>> List(string tenant, string organisation, CancellationToken cancel) =>
        database.Read(session => SyncRows.List(session, tenant, organisation), cancel);

    public Task<ImmutableArray<(string Tenant, string Id)>> All(CancellationToken cancel) => database.Read(SyncRows.All, cancel);

    public Task<StoredSync?> Wish(string tenant, string id, bool? paused, bool anew, CancellationToken cancel) => database.Write(
        session => SyncRows.Wish(session, tenant, id, paused, anew) ? SyncRows.Counted(session, tenant, id) : null, cancel);

    public Task<bool> Remove(string tenant, string id, CancellationToken cancel) => database.Write(session => SyncRows.Delete(session, tenant, id), cancel);

    public Task<StoredSync?> Save(SyncWrite write, CancellationToken cancel) => database.Write(
        session => SyncRows.Write(session, write) ? SyncRows.Read(session, write.Tenant, write.Id) : null, cancel, SizeOf(write.Pending));

    public Task<ImmutableArray<SyncRunView>> Runs(string tenant, string id, int limit, CancellationToken cancel) =>
        database.Read(session => SyncRows.Runs(session, tenant, id, limit), cancel);

    public Task<ImmutableArray<SyncRejectView>> Rejects(string tenant, string id, Guid? after, int limit, CancellationToken cancel) =>
        database.Read(session => SyncRows.Rejects(session, tenant, id, after, limit), cancel);

    // So that what waits for the writer is bounded; a member is some 300 bytes.
    private static int SizeOf(PendingBatch? pending) => pending is null ? 0 : 300 * (pending.Batch.Adds.Count + pending.Batch.Removes.Count);
}
