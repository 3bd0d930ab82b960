using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Orleans;

namespace Contacts;

/// <summary>
/// Writes many contacts with few transactions: identities and rows are read for all at once, and each partition gets its changes in
/// slices. It wakes no contact's grain; one that is awake is refused by version at its next commit, and reads its row again.
/// </summary>
internal sealed class BulkLane(IContactStore store, IGrainFactory grains, IdentityResolver resolver, OpenPartitions open)
{
    // A partition judges and writes a slice in one piece: what comes from people meanwhile waits so long.
    private const int SliceRows = 128;

    /// <summary>
    /// Answers for each row what became of it, durably; null: it is to be written by itself, because it needs a join, is refused, or
    /// somebody else was in the way.
    /// </summary>
    /// <param name="known">Has learned the identities of all rows.</param>
    /// <param name="rows">Of different people.</param>
    public async Task<RowResult?[]> Write(
        ImportWrite write, Known known, IReadOnlyList<(ImportRow Row, Bearing Bearing)> rows, CancellationToken cancel)
    {
        var results = new RowResult?[rows.Count];
        try
        {
            var routed = await Route(known, rows, cancel);
            var changes = Fold(write, rows, routed, await Read(write.Who.Tenant, routed, cancel), results);
            await Parallel.ForEachAsync(await ByPartition(write.Who.Tenant, changes, cancel), cancel, async (partition, _) =>
            {
                foreach (var slice in partition.Chunk(SliceRows)) await Commit(write.Who.Tenant, partition.Key, slice, results);
            });
        }
        finally
        {
            // Contacts that were about to be made may never be.
            for (var i = 0; i < rows.Count; i++)
                if (results[i] is null) resolver.Forget(known, rows[i].Bearing);
        }
        return results;
    }

    private async Task<Route?[]> Route(Known known, IReadOnlyList<(ImportRow Row, Bearing Bearing)> rows, CancellationToken cancel)
    {
        var routes = new Route?[rows.Count];
        var taken = new HashSet<Guid>();
        for (var i = 0; i < routes.Length; i++)
        {
            var (decision, _) = await resolver.Decide(known, rows[i].Bearing, mayWrite: true, cancel, rows[i].Row.Fresh);
            // Two rows lead to one contact when it came about since the identities were learned.
            if (decision.Route is { } route && taken.Add(route.Contact)) routes[i] = route;
        }
        return routes;
    }

    private Task<ImmutableArray<StoredContact?>> Read(string tenant, Route?[] routes, CancellationToken cancel) =>
        store.ReadMany(tenant, [.. routes.Select(route => route?.Contact ?? Guid.Empty)], cancel);

    private static List<Change> Fold(
        ImportWrite write, IReadOnlyList<(ImportRow Row, Bearing Bearing)> rows, Route?[] routes, ImmutableArray<StoredContact?> held, RowResult?[] results)
    {
        var changes = new List<Change>(rows.Count);
        for (var i = 0; i < routes.Length; i++)
        {
            if (routes[i] is not { } route || held[i] is { State: not ContactState.Live } || (held[i] is null && route.Via is not null)) continue;
            var edit = rows[i].Row.Edit(write);
            if (EditPlan.After(held[i]?.Profile, route, edit) is not { } after) continue;
            var result = route.Contact == rows[i].Row.Fresh ? RowResult.Created : RowResult.Updated;
            if (ReferenceEquals(after, held[i]?.Profile)) results[i] = result;
            else changes.Add(new(i, result, held[i]?.Partition, EditPlan.Commit(write.Book, route.Contact, held[i], [EditPlan.Step(edit, after)], after)));
        }
        return changes;
    }

    private async Task<IEnumerable<IGrouping<int, Change>>> ByPartition(string tenant, List<Change> changes, CancellationToken cancel)
    {
        for (var i = 0; i < changes.Count; i++)
            if (changes[i].Partition is null) changes[i] = changes[i] with { Partition = await open.Choose(tenant, cancel) };
        return changes.GroupBy(change => change.Partition!.Value);
    }

    private async Task Commit(string tenant, int partition, Change[] slice, RowResult?[] results)
    {
        ImmutableArray<CommitResult> answers;
        try
        {
            answers = await grains.GetGrain<IPartitionGrain>(GrainKeys.Partition(tenant, partition)).CommitMany([.. slice.Select(change => change.Commit)]);
        }
        catch (Exception busy) when (busy is PartitionNotReadyException or Orleans.Runtime.LimitExceededException)
        {
            return;
        }
        for (var i = 0; i < slice.Length; i++)
        {
            if (answers[i].Status == CommitStatus.Committed)
            {
                results[slice[i].Row] = slice[i].Result;
                resolver.Forget(tenant, slice[i].Commit.Book, slice[i].Commit.Releases);
            }
            else if (answers[i].Status == CommitStatus.Full) open.Close(tenant, partition);
        }
    }

    /// <param name="Row">Its place in the list that was given.</param>
    /// <param name="Partition">Null for a contact that is to be made.</param>
    private readonly record struct Change(int Row, RowResult Result, int? Partition, ContactCommit Commit);
}
