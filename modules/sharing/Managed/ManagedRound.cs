using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// A step of every managed audience of a tenant towards what it should be. Each looks at what is so then, so that a crash, a change of people or an
/// admin's next order between two steps leaves nothing to be remembered.
/// </summary>
internal sealed class ManagedRound(IManagedStore store, ManagedLook look, OutsideUses uses, IMediator door)
{
    // Of one managed audience in one step: an order that comes meanwhile waits for no more.
    private const int MostAtOnce = 128;

    /// <param name="failures">Users and audiences for which it could not be done since they were last tried; more are added.</param>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> Step(string tenant, ManagedFailures failures, CancellationToken cancel)
    {
        if (await store.OfTenant(tenant, cancel) is not [_, ..] sets) return false;
        var (held, more) = (await look.Held(tenant, cancel), false);
        foreach (var set in sets)
            more |= await Step(set, held, failures, cancel);
        return more;
    }

    private async Task<bool> Step(StoredManaged set, ILookup<string, ManagedAudience> held, ManagedFailures failures, CancellationToken cancel)
    {
        var plan = await look.Plan(set, held, cancel);
        if (set.Ended && !held[set.Id].Any())
        {
            await store.Remove(set.Tenant, set.Id, cancel);
            return false;
        }
        ImmutableArray<UserBook> give = [.. plan.Give.Where(user => !failures.Has(set.Id, user.User))];
        ImmutableArray<ManagedAudience> take = [.. plan.Take.Where(one => !failures.Has(set.Id, one.Id))];
        if (give is not []) await Give(set, [.. give.Take(MostAtOnce)], failures, cancel);
        if (take is not []) await Take(set, [.. take.Take(MostAtOnce)], failures, cancel);
        // Also to see that it is done, and that one that has ended goes.
        return give is not [] || take is not [];
    }

    private async Task Give(StoredManaged set, ImmutableArray<UserBook> users, ManagedFailures failures, CancellationToken cancel)
    {
        var filters = new ManagedFilters(set.Id, set.Edition, set.Name, set.Description, set.Definition, set.UpdatedBy);
        failures.Add(set.Id, await door.Send(new GiveManaged(set.Tenant, filters, users), cancel));
    }

    private async Task Take(StoredManaged set, ImmutableArray<ManagedAudience> audiences, ManagedFailures failures, CancellationToken cancel)
    {
        var outside = await uses.In(set.Tenant, set.Organisation, cancel);
        ImmutableArray<string> ids = [.. audiences.Select(one => one.Id)];
        failures.Add(set.Id, await door.Send(new TakeManaged(set.Tenant, ids, [.. ids.Where(outside.Contains)]), cancel));
    }
}
