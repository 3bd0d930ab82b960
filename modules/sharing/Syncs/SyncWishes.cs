using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Writes down what an admin wishes of a sync, and tells the sync.</summary>
internal sealed class SyncWishes(SyncAccess access, ISyncStore store, SyncQueue queue, IMediator mediator)
{
    /// <param name="paused">Null leaves it.</param>
    /// <param name="anew">A full run.</param>
    public async Task<SyncView> Take(Principal principal, string id, string deed, bool? paused, bool anew, CancellationToken cancel)
    {
        var sync = await access.Find(principal, id, cancel);
        await mediator.Send(new NoteDeed(principal, deed, sync.Id), cancel);
        var wished = await store.Wish(sync.Who.Tenant, sync.Id, paused, anew, cancel) ?? throw SyncAccess.Unknown();
        queue.Wake(sync.Id);
        return SyncAccess.Show(wished);
    }
}
