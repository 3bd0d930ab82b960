using Audiences.Sdk;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// Brings one sync on, step by step, each of them durable before the next. A batch is stored before it is first sent, and sent until it is
/// acknowledged; only then is the sync as far as the batch says. So a crash between any two lines sends a batch twice at the worst.
/// </summary>
internal sealed class SyncRun(
    ISyncStore store, IConnectionStore connections, ConnectionAccess access, IConnectors connectors, SyncBatches batches, IMediator mediator, BusinessClock clock,
    TimeProvider machine)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20), ShortestPoll = TimeSpan.FromSeconds(1), LongestPoll = TimeSpan.FromHours(1);

    /// <returns>The sync after the step; null when it was removed.</returns>
    /// <exception cref="CallFailedException">The other side, or what it takes to reach it.</exception>
    /// <exception cref="SyncWaitsException"/>
    public async Task<StoredSync?> Step(StoredSync sync, CancellationToken cancel)
    {
        var who = await Entitled(sync, cancel);
        if (sync.Pending is { } pending) return await Deliver(sync, pending, cancel);
        if (sync.Anew || sync.State.Place is null) return await Begin(sync, who, cancel);
        try
        {
            return await GoOn(sync, who, cancel);
        }
        catch (Refusal refused) when (refused is { Status: 410, Type: "changes-expired" })
        {
            // It was away for so long that the log does not reach back to it: only a full run brings it to now.
            return await Begin(sync with { State = sync.State with { Place = null } }, who, cancel);
        }
    }

    private async Task<StoredSync?> Begin(StoredSync sync, Principal who, CancellationToken cancel)
    {
        var ended = sync.State.Run is { EndedAt: null } broken ? broken with { EndedAt = clock.Now } : null;
        return await store.Save(new SyncWrite(sync, await batches.Begin(sync, who, cancel), null) with { Begun = true, Ended = ended }, cancel);
    }

    private async Task<StoredSync?> GoOn(StoredSync sync, Principal who, CancellationToken cancel)
    {
        var wait = sync.State.Status == SyncStatus.Synced ? LongestWait : TimeSpan.Zero;
        return await batches.Next(sync, who, wait, cancel) is var (batch, after)
            ? await Take(sync, batch, after, cancel)
            : sync.State.Status == SyncStatus.Synced ? await store.Read(sync.Who.Tenant, sync.Id, cancel) : await End(sync, cancel);
    }

    private async Task<Principal> Entitled(StoredSync sync, CancellationToken cancel) =>
        await mediator.Send(new RenewPrincipal(sync.Who), cancel) is { MayChangeOrganisation: true } who && who.May(Scopes.Export) ? who
            : throw new CallFailedException("Who made this sync may not take these contacts away any more. Remove it, and let an admin make it anew.", mayPass: false, null);

    private Task<StoredSync?> Take(StoredSync sync, MemberBatch batch, SyncState after, CancellationToken cancel)
    {
        // Nothing to tell: a full run goes on, and changes begin no run.
        if (batch.Adds.Count + batch.Removes.Count == 0)
            return store.Save(new(sync, sync.State.Walk is null ? sync.State with { Place = after.Place } : after, null), cancel);
        var begun = sync.State with { Status = SyncStatus.Syncing, Reason = null, Run = after.Run };
        after = after with { Status = SyncStatus.Syncing, Reason = null, Sequence = batch.Sequence };
        return store.Save(new(sync, begun, new(batch, after)), cancel);
    }

    private async Task<StoredSync?> Deliver(StoredSync sync, PendingBatch pending, CancellationToken cancel)
    {
        var held = await connections.Read(sync.Who.Tenant, sync.Connection, cancel)
            ?? throw new CallFailedException("The connection is gone.", mayPass: false, null);
        var result = await Call(held, pending, cancel);
        if (result.Receipt is not { } receipt) return await store.Save(Acknowledged(sync, pending.Batch, pending.After, result.Rejected), cancel);
        var saved = await store.Save(new(sync, sync.State with { Status = SyncStatus.Syncing, Reason = "The other side has taken a batch over and not yet decided on it.", FailingSince = null }, pending with { Receipt = receipt }), cancel);
        var pause = result.PollAfter < ShortestPoll ? ShortestPoll : result.PollAfter > LongestPoll ? LongestPoll : result.PollAfter;
        await Task.Delay(pause, machine, cancel);
        return saved;
    }

    private async Task<ApplyResult> Call(StoredConnection held, PendingBatch pending, CancellationToken cancel)
    {
        try
        {
            var open = await access.Open(held, cancel);
            var result = pending.Receipt is { } receipt ? await connectors.Poll(open, receipt, cancel) : await connectors.Apply(open, pending.Batch, cancel);
            if (held.Health is not { State: "healthy" }) await Note(held, null, null, cancel);
            return result;
        }
        catch (CallFailedException failed) when (failed.Health is { } health)
        {
            if (held.Health?.Detail != failed.Message) await Note(held, health, failed.Message, cancel);
            throw;
        }
    }

    private Task Note(StoredConnection held, ConnectorFailure? failure, string? detail, CancellationToken cancel) => connections.Change(
        held.Tenant, held.Id, now => now.Version == held.Version ? now with { Health = ConnectionAccess.Health(failure, detail, clock.Now) } : now, cancel);

    private SyncWrite Acknowledged(StoredSync sync, MemberBatch batch, SyncState after, IReadOnlyList<RejectedMember> rejected)
    {
        var told = batch.Adds.Concat(batch.Removes).Select(member => member.Key).ToHashSet();
        var reasons = rejected.Where(each => told.Contains(each.Key)).GroupBy(each => Guid.Parse(each.Key)).ToDictionary(same => same.Key, same => same.First().Reason);
        var run = after.Run! with
        {
            Adds = after.Run.Adds + batch.Adds.Count(member => !reasons.ContainsKey(Guid.Parse(member.Key))),
            Removes = after.Run.Removes + batch.Removes.Count(member => !reasons.ContainsKey(Guid.Parse(member.Key))),
            Rejected = after.Run.Rejected + reasons.Count,
        };
        return new SyncWrite(sync, after with { Run = run, FailingSince = null }, null) with
        {
            Rejects = [.. reasons.Select(each => new SyncRejectView(each.Key, each.Value, clock.Now))],
            Taken = [.. told.Select(Guid.Parse).Where(key => !reasons.ContainsKey(key))],
        };
    }

    private Task<StoredSync?> End(StoredSync sync, CancellationToken cancel)
    {
        var ended = sync.State.Run! with { EndedAt = clock.Now };
        var state = sync.State with { Status = SyncStatus.Synced, Reason = null, FailingSince = null, SyncedAt = clock.Now, Run = ended };
        return store.Save(new SyncWrite(sync, state, null) with { Ended = sync.State.Run.EndedAt is null ? ended : null }, cancel);
    }
}
