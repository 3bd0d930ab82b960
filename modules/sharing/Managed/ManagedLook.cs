using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>How it stands now with the managed audiences of a tenant.</summary>
internal sealed class ManagedLook(ManagedRecipients recipients, OutsideUses uses, IMediator door)
{
    public async Task<ILookup<string, ManagedAudience>> Held(string tenant, CancellationToken cancel) =>
        (await door.Send(new ListManagedAudiences(tenant), cancel)).ToLookup(one => one.Set, StringComparer.Ordinal);

    public async Task<ManagedPlan> Plan(StoredManaged set, ILookup<string, ManagedAudience> held, CancellationToken cancel) =>
        ManagedPlan.Of(set, set.Ended ? [] : (await recipients.Resolve(set, cancel)).Users, [.. held[set.Id]]);

    /// <summary>Of some, how many are used, and how many are not.</summary>
    public async Task<(int Used, int Unused)> Count(StoredManaged set, IReadOnlyCollection<ManagedAudience> some, CancellationToken cancel)
    {
        var outside = some.Count > 0 ? await uses.In(set.Tenant, set.Organisation, cancel) : [];
        var used = some.Count(one => one.IsUsed || outside.Contains(one.Id));
        return (used, some.Count - used);
    }
}
