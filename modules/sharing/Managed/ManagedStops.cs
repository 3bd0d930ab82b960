using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What stopping a managed audience would do.</summary>
internal sealed class ManagedStops(ManagedRecipients recipients, ManagedLook look, BusinessClock clock)
{
    /// <exception cref="Refusal">As the stop itself.</exception>
    public async Task<ManagedStopView> Preview(
        Principal by, StoredManaged held, ImmutableArray<string>? stopped, ImmutableArray<string>? users, CancellationToken cancel)
    {
        if (users is { } named) await recipients.CheckUsers(by, named, cancel);
        var plan = await look.Plan(ManagedPolicy.Stopped(held, stopped, users, clock.Now), await look.Held(by.Tenant, cancel), cancel);
        var (stays, goes) = await look.Count(held, plan.Take, cancel);
        return new(stays, goes, null);
    }

    public static Refusal Unconfirmed(ManagedStopView wouldBe) => new(
        409, "confirmation-needed",
        $"{wouldBe.Stays} users use it and keep it as a custom audience of their own, {wouldBe.Goes} have it no longer. Send it again with \"confirm\" true to do that.")
    {
        More = new Dictionary<string, object> { ["stays"] = wouldBe.Stays, ["goes"] = wouldBe.Goes },
    };
}
