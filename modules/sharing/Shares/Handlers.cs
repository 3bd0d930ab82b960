using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

// One door for shares: each handler only names who carries it out.

internal sealed class ShareAudienceHandler(ShareOrders orders, ShareViews views) : IRequestHandler<ShareAudience, ShareView>
{
    public async Task<ShareView> Handle(ShareAudience request, CancellationToken cancel) =>
        await views.Show(await orders.Share(request.Who, request.Audience, request.Recipients, cancel), cancel);
}

internal sealed class PreviewShareHandler(SharePreviews previews) : IRequestHandler<PreviewShare, SharePreview>
{
    public Task<SharePreview> Handle(PreviewShare request, CancellationToken cancel) =>
        previews.Preview(request.Who, request.Audience, request.Recipients, cancel);
}

internal sealed class SyncShareHandler(ShareOrders orders, ShareViews views) : IRequestHandler<SyncShare, ShareView>
{
    public async Task<ShareView> Handle(SyncShare request, CancellationToken cancel) =>
        await views.Show(await orders.Sync(request.Who, request.Audience, request.Preview, cancel), cancel);
}

internal sealed class GetShareHandler(ShareAccess access, ShareViews views) : IRequestHandler<GetShare, ShareView>
{
    public async Task<ShareView> Handle(GetShare request, CancellationToken cancel) =>
        await views.Show(await access.Find(request.Who, request.Audience, cancel), cancel);
}

internal sealed class ListSharesHandler(ShareAccess access, ShareViews views) : IRequestHandler<ListShares, IReadOnlyList<ShareView>>
{
    public async Task<IReadOnlyList<ShareView>> Handle(ListShares request, CancellationToken cancel)
    {
        var shown = new List<ShareView>();
        foreach (var share in await access.All(request.Who, cancel)) shown.Add(await views.Show(share, cancel));
        return shown;
    }
}

internal sealed class EndShareHandler(ShareOrders orders, ShareViews views) : IRequestHandler<EndShare, ShareView>
{
    public async Task<ShareView> Handle(EndShare request, CancellationToken cancel) =>
        await views.Show(await orders.End(request.Who, request.Audience, cancel), cancel);
}

internal sealed class LeaveShareHandler(ShareOrders orders) : IRequestHandler<LeaveShare>
{
    public async Task<Unit> Handle(LeaveShare request, CancellationToken cancel)
    {
        await orders.Leave(request.Who, request.Audience, cancel);
        return Unit.Value;
    }
}

internal sealed class RequireUnsharedHandler(IShareStore store, IManagedStore managed) : IRequestHandler<RequireUnshared>
{
    public async Task<Unit> Handle(RequireUnshared request, CancellationToken cancel)
    {
        // Also one that nobody has yet: whoever gets it would be judged as if nobody were in what is gone.
        if ((await managed.OfTenant(request.Tenant, cancel)).FirstOrDefault(set => set.Definition.Contains(request.Audience, StringComparison.Ordinal)) is { } set)
            throw new Refusal(409, "audience-in-use", $"The managed audience \"{set.Name}\" refers to it: GET /v1/managed-audiences lists it.");
        return await store.OfAudience(request.Tenant, request.Audience, cancel) is null or { State.Status: ShareStatus.New } ? Unit.Value
            : throw new Refusal(409, "audience-shared", "The audience is shared: DELETE /v1/audiences/{id}/share first, which takes it back from its recipients.");
    }
}

internal sealed class GetShareJobHandler(ShareAccess access, ShareViews views) : IRequestHandler<GetShareJob, JobView?>
{
    public async Task<JobView?> Handle(GetShareJob request, CancellationToken cancel) =>
        (await access.All(request.Who, cancel)).FirstOrDefault(share => share.State.Job == request.Job) is { } share ? await views.ShowJob(share, cancel) : null;
}

internal sealed class CancelShareJobHandler(ShareAccess access, ShareOrders orders, ShareViews views) : IRequestHandler<CancelShareJob, JobView?>
{
    public async Task<JobView?> Handle(CancelShareJob request, CancellationToken cancel) =>
        (await access.All(request.Who, cancel)).FirstOrDefault(share => share.State.Job == request.Job) is { } share
            ? await views.ShowJob(await orders.Cancel(share, cancel), cancel) : null;
}

internal sealed class RunSharesHandler(ShareQueue queue) : IRequestHandler<RunShares>
{
    public async Task<Unit> Handle(RunShares request, CancellationToken cancel)
    {
        await queue.Go(cancel);
        return Unit.Value;
    }
}
