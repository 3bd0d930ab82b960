using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Makes a recipient's book have what a share gives, by the lane of imports: no contact's grain is woken.</summary>
internal sealed class CopyRun(
    IContactStore store, IdentityResolver resolver, LaneCommits commits, OpenPartitions open, CopySources sources, BusinessClock clock, TimeProvider machine)
{
    // As of an import: what comes from people meanwhile waits so long.
    private const int BatchRows = 128;

    public async Task<CopyCounts> Go(CopyOrder order, ImmutableArray<CopyItem> items, bool isTrial, CancellationToken cancel)
    {
        var (counts, plan, pauses) = (default(CopyCounts), new CopyPlan(store, resolver, order, clock.Now), new Pauses(machine));
        foreach (var batch in (await sources.Read(order, items, cancel)).Chunk(BatchRows))
        {
            IReadOnlyList<CopyWish> left = batch;
            while (left.Count > 0)
            {
                var known = plan.Begin();
                var planned = await plan.Of(known, left, cancel);
                var missed = isTrial ? Trial(known, planned) : await Write(order, known, planned, cancel);
                counts = planned.Where(copy => !missed.Contains(copy.Wish)).Aggregate(counts, (sum, copy) => sum + CountOf(copy));
                left = [.. left.Where(missed.Contains)];
                if (left.Count > 0) await pauses.Next(cancel);
            }
        }
        return counts;
    }

    /// <summary>Contacts that were about to be made are not.</summary>
    private HashSet<CopyWish> Trial(Known known, ImmutableArray<PlannedCopy> planned)
    {
        foreach (var copy in planned) resolver.Forget(known, copy.Wish.Bearing);
        return [.. planned.Where(copy => copy.IsOutdated).Select(copy => copy.Wish)];
    }

    /// <returns>Those that are to be tried again: somebody else was in the way, or too much waits.</returns>
    private async Task<HashSet<CopyWish>> Write(CopyOrder order, Known known, ImmutableArray<PlannedCopy> planned, CancellationToken cancel)
    {
        var missed = planned.Where(copy => copy.IsOutdated || IsChange(copy)).Select(copy => copy.Wish).ToHashSet();
        var partition = await open.Choose(order.Tenant, cancel);
        // Two contacts of the share may be one of the recipient's: the second has to see what the first made of it.
        var changes = Enumerable.Range(0, planned.Length).Where(i => IsChange(planned[i])).DistinctBy(i => planned[i].Contact)
            .Select(i => new LaneChange(i, planned[i].Before?.Partition ?? partition, Commit(order, planned[i]))).ToArray();
        try
        {
            await commits.Write(order.Tenant, changes, Tell, cancel);
        }
        finally
        {
            foreach (var copy in planned.Where(copy => missed.Contains(copy.Wish))) resolver.Forget(known, copy.Wish.Bearing);
        }
        return missed;

        void Tell(int row, CommitStatus status)
        {
            if (status != CommitStatus.Committed) return;
            lock (missed) missed.Remove(planned[row].Wish);
        }
    }

    private ContactCommit Commit(CopyOrder order, PlannedCopy copy)
    {
        var step = new ContactStep(
            StepKind.Edit, clock.Now, clock.Now, null, null, 0, $$"""{"{{(copy.Wish.Content is null ? "unshared" : "shared")}}":"{{order.Share}}"}""", copy.After, Cause.Shared);
        return EditPlan.Commit(order.Book, copy.Contact, copy.Before, [step], copy.After!);
    }

    private static bool IsChange(PlannedCopy copy) => copy.Contact != Guid.Empty && copy.After is not null && !ReferenceEquals(copy.After, copy.Before?.Profile);

    private static CopyCounts CountOf(PlannedCopy copy) =>
        copy.After is null ? new(0, 0, 0, 0, 1)
        : !IsChange(copy) ? new(0, 0, 1, 0, 0)
        : copy.Wish.Content is null ? new(0, 0, 0, 1, 0)
        : copy.Before is null ? new(1, 0, 0, 0, 0)
        : new(0, 1, 0, 0, 0);
}
