using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class ListSyncsHandler(ISyncStore store) : IRequestHandler<ListSyncs, IReadOnlyList<SyncView>>
{
    public async Task<IReadOnlyList<SyncView>> Handle(ListSyncs request, CancellationToken cancel)
    {
        ConnectionAccess.RequireAdmin(request.Principal);
        var all = await store.List(request.Principal.Tenant, request.Principal.Organisation, cancel);
        return [.. all.Where(sync => (request.Audience ?? sync.Audience) == sync.Audience && (request.Connection ?? sync.Connection) == sync.Connection)
            .OrderBy(sync => sync.Id, StringComparer.Ordinal).Select(SyncAccess.Show)];
    }
}

internal sealed class GetSyncHandler(SyncAccess access) : IRequestHandler<GetSync, SyncView>
{
    public async Task<SyncView> Handle(GetSync request, CancellationToken cancel) => SyncAccess.Show(await access.Find(request.Principal, request.Id, cancel));
}

internal sealed class ListSyncRunsHandler(SyncAccess access, ISyncStore store) : IRequestHandler<ListSyncRuns, IReadOnlyList<SyncRunView>>
{
    private const int Most = 100;

    public async Task<IReadOnlyList<SyncRunView>> Handle(ListSyncRuns request, CancellationToken cancel)
    {
        var sync = await access.Find(request.Principal, request.Id, cancel);
        return await store.Runs(sync.Who.Tenant, sync.Id, Most, cancel);
    }
}

internal sealed class ListSyncRejectsHandler(SyncAccess access, ISyncStore store) : IRequestHandler<ListSyncRejects, IReadOnlyList<SyncRejectView>>
{
    public async Task<IReadOnlyList<SyncRejectView>> Handle(ListSyncRejects request, CancellationToken cancel)
    {
        var sync = await access.Find(request.Principal, request.Id, cancel);
        return await store.Rejects(sync.Who.Tenant, sync.Id, request.After, request.Limit, cancel);
    }
}

internal sealed class WakeSyncsHandler(SyncQueue queue) : IRequestHandler<WakeSyncs>
{
    public Task<Unit> Handle(WakeSyncs request, CancellationToken cancel)
    {
        queue.WakeAll();
        return Unit.Task;
    }
}

internal sealed class RunSyncsHandler(SyncQueue queue) : IRequestHandler<RunSyncs>
{
    public async Task<Unit> Handle(RunSyncs request, CancellationToken cancel)
    {
        await queue.Go(cancel);
        return Unit.Value;
    }
}
