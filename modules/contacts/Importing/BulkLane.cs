using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>What the lane made of a row.</summary>
internal enum LaneFate
{
    /// <summary>It is to be written by itself: it needs a join, is refused, or somebody else was in the way.</summary>
    ByItself = 0,

    /// <summary>Too much waits, or the partition is being loaded.</summary>
    Later = 1,
    Created = 2,
    Updated = 3,
}

/// <summary>
/// Writes many contacts with few transactions. It wakes no contact's grain; one that is awake finds its row changed, and reads it again.
/// </summary>
internal sealed class BulkLane(IContactStore store, IdentityResolver resolver, OpenPartitions open, LaneCommits commits)
{
    // One is written while the other is judged.
    private const int AtOnce = 2;

    /// <summary>What became of each row; what was written is durable.</summary>
    /// <param name="known">Has learned the identities of all rows.</param>
    /// <param name="rows">Of different people.</param>
    public async Task<LaneFate[]> Write(
        ImportWrite write, Known known, IReadOnlyList<(ImportRow Row, Bearing Bearing)> rows, CancellationToken cancel)
    {
        var fates = new LaneFate[rows.Count];
        var running = new Queue<Task>();
        try
        {
            foreach (var batch in Enumerable.Range(0, rows.Count).Chunk(LaneCommits.BatchRows))
            {
                var changes = await Plan(write, known, rows, batch, fates, cancel);
                if (running.Count == AtOnce) await running.Dequeue();
                running.Enqueue(Commit(write.Who.Tenant, changes, fates, cancel));
            }
        }
        finally
        {
            await Task.WhenAll(running);
            // Contacts that were about to be made may never be.
            for (var i = 0; i < rows.Count; i++)
                if (fates[i] is LaneFate.ByItself or LaneFate.Later) resolver.Forget(known, rows[i].Bearing);
        }
        return fates;
    }

    private async Task<List<Change>> Plan(
        ImportWrite write, Known known, IReadOnlyList<(ImportRow Row, Bearing Bearing)> rows, int[] batch, LaneFate[] fates, CancellationToken cancel)
    {
        var routes = new Dictionary<Guid, (int Row, Route Route)>(batch.Length);
        foreach (var i in batch)
        {
            var (decision, _) = await resolver.Decide(known, rows[i].Bearing, mayWrite: true, cancel, rows[i].Row.Fresh);
            // Two rows lead to one contact when it came about since the identities were learned: the second goes by itself.
            if (decision.Route is { } route) routes.TryAdd(route.Contact, (i, route));
        }
        var held = await store.ReadMany(write.Who.Tenant, [.. routes.Keys], cancel);
        var partition = await open.Choose(write.Who.Tenant, cancel);
        var changes = new List<Change>(routes.Count);
        foreach (var ((i, route), before) in routes.Values.Zip(held))
            if (Fold(write, rows[i].Row, route, before) is { } folded)
            {
                if (folded.Commit is { } commit) changes.Add(new(i, folded.Fate, before?.Partition ?? partition, commit));
                else fates[i] = folded.Fate;
            }
        return changes;
    }

    /// <returns>Null: not by this lane. Without a commit: there is nothing to change.</returns>
    private static (LaneFate Fate, ContactCommit? Commit)? Fold(ImportWrite write, ImportRow row, Route route, StoredContact? before)
    {
        if (before is { State: not ContactState.Live } || (before is null && route.Via is not null)) return null;
        var edit = row.Edit(write);
        if (EditPlan.After(before?.Profile, route, edit) is not { } after || edit.Steps?.Fault(after) is not null) return null;
        var fate = route.Contact == row.Fresh ? LaneFate.Created : LaneFate.Updated;
        return ReferenceEquals(after, before?.Profile)
            ? (fate, null)
            : (fate, EditPlan.Commit(write.Book, route.Contact, before, [EditPlan.Step(edit, before?.Profile, after)], after));
    }

    private Task Commit(string tenant, List<Change> changes, LaneFate[] fates, CancellationToken cancel)
    {
        var wanted = changes.ToDictionary(change => change.Row, change => change.Fate);
        return commits.Write(tenant, [.. changes.Select(change => new LaneChange(change.Row, change.Partition, change.Commit))], Tell, cancel);

        void Tell(int row, CommitStatus status) => fates[row] = status switch
        {
            CommitStatus.Committed => wanted[row],
            CommitStatus.NotReady or CommitStatus.Overloaded or CommitStatus.Full => LaneFate.Later,
            _ => LaneFate.ByItself,
        };
    }

    /// <param name="Row">Its place in the list that was given.</param>
    /// <param name="Fate">If it is committed.</param>
    private readonly record struct Change(int Row, LaneFate Fate, int Partition, ContactCommit Commit);
}
