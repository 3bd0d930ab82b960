using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// What users have is reworded with all other audiences; this is for who comes later, and for the next edit. As an edition, so that also who was given the
/// old words meanwhile has the new ones.
/// </summary>
internal sealed class ReplaceInManagedHandler(IManagedStore store, ManagedKeeper keeper, IMediator door, BusinessClock clock) : IRequestHandler<ReplaceInManaged>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Unit> Handle(ReplaceInManaged request, CancellationToken cancel)
    {
        foreach (var set in (await store.OfTenant(request.Tenant, cancel)).Where(set => set.Organisation == request.Organisation))
        {
            var (said, by) = (set.Definition, request.Replacing[0].By);
            var reworded = await door.Send(new RewordManaged(said, request.Replacing), cancel);
            if (reworded == said) continue;
            // Who edits it meanwhile has said it by what is there.
            await store.Change(
                set.Tenant, set.Id, (held, _) => held.Definition != said ? held
                    : held with { Definition = reworded, Edition = held.Edition + 1, Version = held.Version + 1, UpdatedAt = clock.Now, UpdatedBy = by }, cancel);
        }
        await keeper.Settle(request.Tenant, Patience, cancel);
        return Unit.Value;
    }
}
