using System.Collections.Immutable;
using Audiences.Sdk;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// What the other side is told next: of a full run the members as they lie in the partitions, then what has been announced since the run
/// began. Who moved meanwhile is told of twice, the second time by the log, in whose order it ends right.
/// </summary>
internal sealed class SyncBatches(IMediator mediator, BusinessClock clock)
{
    private const int MostMembers = 500;

    /// <summary>Where a full run begins.</summary>
    /// <exception cref="SyncWaitsException">The audience is not active: of what happens in it nobody is told.</exception>
    public async Task<SyncState> Begin(StoredSync sync, Principal who, CancellationToken cancel)
    {
        var audience = await mediator.Send(new GetAudience(who, sync.Audience), cancel);
        if (audience.Status != "active")
            throw new SyncWaitsException($"The audience is {audience.Status}. Nothing goes out until it is active.");
        var start = await mediator.Send(new BeginExport(who, sync.Audience), cancel);
        return sync.State with
        {
            // What was announced and not told yet stays to be told: members alone say nothing of who left.
            Status = SyncStatus.Syncing, Reason = null, Place = sync.State.Place ?? start.Place, Walk = new(audience.Revision, start.Partitions, 0), Run = NextRun(sync.State, "full"),
        };
    }

    /// <param name="wait">How long to wait for changes when there are none.</param>
    /// <returns>Null: all is told. A batch of nobody is not sent.</returns>
    public async Task<(MemberBatch Batch, SyncState After)?> Next(StoredSync sync, Principal who, TimeSpan wait, CancellationToken cancel) =>
        sync.State.Walk is { } walk ? await OfMembers(sync, who, walk, cancel) : await OfChanges(sync, who, wait, cancel);

    private async Task<(MemberBatch, SyncState)> OfMembers(StoredSync sync, Principal who, MemberWalk walk, CancellationToken cancel)
    {
        var state = sync.State;
        var page = walk.Partitions.IsEmpty ? null
            : await mediator.Send(new ExportMembers(who, sync.Audience, new(walk.Partitions[0], walk.Slot), MostMembers), cancel);
        var audience = await mediator.Send(new GetAudience(who, sync.Audience), cancel);
        // It may have been paused: what members show then is not to be told, and the log would never take it back.
        if (audience.Revision != walk.Revision) return (Nobody(sync), (await Begin(sync, who, cancel)) with { Run = state.Run });
        if (page is null) return (Nobody(sync), state with { Walk = null });
        var next = page.Next is { } slot ? walk with { Slot = slot } : walk with { Partitions = walk.Partitions.RemoveAt(0), Slot = 0 };
        return (await BatchOf(sync, who, [.. page.Items.Select(item => (item.ContactId, item.Since))], [], cancel), state with { Walk = next });
    }

    private async Task<(MemberBatch, SyncState)?> OfChanges(StoredSync sync, Principal who, TimeSpan wait, CancellationToken cancel)
    {
        var page = await mediator.Send(new ListChanges(who, sync.Audience, sync.State.Place!, wait, MostMembers, Expand: true), cancel);
        if (page.Items.Count == 0) return null;
        // Nobody is in a batch twice: the last change counts.
        var last = new Dictionary<Guid, ChangeView>();
        foreach (var change in page.Items) last[change.ContactId!.Value] = change;
        var after = sync.State with { Place = page.Last };
        if (after.Run is null or { EndedAt: not null }) after = after with { Run = NextRun(after, "changes") };
        return (await BatchOf(sync, who, Those("entered"), Those("left"), cancel), after);

        ImmutableArray<(Guid, Instant)> Those(string change) => [.. last.Where(each => each.Value.Change == change).Select(each => (each.Key, each.Value.At))];
    }

    private async Task<MemberBatch> BatchOf(
        StoredSync sync, Principal who, ImmutableArray<(Guid Id, Instant At)> adds, ImmutableArray<(Guid Id, Instant At)> removes, CancellationToken cancel)
    {
        if (adds.IsEmpty && removes.IsEmpty) return Nobody(sync);
        var shown = (await mediator.Send(new ShowContacts(who, [.. adds.Concat(removes).Select(each => each.Id)]), cancel)).ToDictionary(contact => Guid.Parse(contact.Id));
        return Nobody(sync) with
        {
            // Who is gone by now has left in the log, further on.
            Adds = [.. adds.Where(each => shown.ContainsKey(each.Id)).Select(Told)],
            Removes = [.. removes.Select(Told)],
        };

        Member Told((Guid Id, Instant At) each) =>
            new(each.Id.ToString("N"), shown.TryGetValue(each.Id, out var contact) ? MemberFields.Of(contact, sync.Fields) : new()) { At = each.At.ToDateTimeOffset() };
    }

    private static MemberBatch Nobody(StoredSync sync) => new(sync.Key, sync.State.Sequence + 1, [], []);

    private SyncRunView NextRun(SyncState state, string kind) => new((state.Run?.Number ?? 0) + 1, kind, 0, 0, 0, clock.Now, null);
}
