using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>Managed audiences for the admins whose organisation's they are.</summary>
internal sealed class ManagedAccess(IManagedStore store, ManagedLook look, ManagedKeeper keeper)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void RequireAdmin(Principal by)
    {
        if (!by.MayChangeOrganisation)
            throw new Refusal(403, "missing-role", "Managed audiences are made and stopped by admins and owners of the organisation.");
        if (!by.May(Scopes.Admin)) throw new Refusal(403, "missing-scope", "The key lacks the scope `admin`.");
    }

    public async Task<ImmutableArray<StoredManaged>> All(Principal by, CancellationToken cancel)
    {
        RequireAdmin(by);
        return [.. (await store.OfTenant(by.Tenant, cancel)).Where(set => set.Organisation == by.Organisation)];
    }

    public async Task<StoredManaged> Find(Principal by, string id, CancellationToken cancel) =>
        (await All(by, cancel)).FirstOrDefault(set => set.Id == id) ?? throw ManagedPolicy.Unknown();

    /// <summary>As it is shown once what was ordered is so, or after some seconds.</summary>
    public async Task<ManagedView> Settled(StoredManaged set, CancellationToken cancel)
    {
        await keeper.Settle(set.Tenant, Patience, cancel);
        return await Show(set, await look.Held(set.Tenant, cancel), cancel);
    }

    public async Task<ManagedView> Show(StoredManaged set, ILookup<string, ManagedAudience> held, CancellationToken cancel)
    {
        var plan = await look.Plan(set, held, cancel);
        ManagedAudience[] all = [.. held[set.Id]];
        var (used, _) = await look.Count(set, all, cancel);
        return new(
            set.Id, set.Name, set.Description, JsonElement.Parse(set.Definition), set.Recipients, set.Stopped, all.Length, used, set.Ended,
            Spreading(set, plan), set.CreatedAt, set.CreatedBy, set.UpdatedAt, set.Version);
    }

    private ManagedSpreading Spreading(StoredManaged set, ManagedPlan plan)
    {
        var (status, reason) = plan.IsDone ? ("done", null)
            : keeper.Failures.Concerns(set.Tenant, set.Id) ? ("failed", "It could not be done for all just now, and is tried again every few seconds; the server's log says more.")
            : ("running", (string?)null);
        return new(status, plan.Total - plan.Give.Length, plan.Total, plan.Take.Length, reason);
    }
}
