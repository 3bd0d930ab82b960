using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Makes a recipient's book have what a share gives, by the lane of imports: no contact's grain is woken.</summary>
internal sealed class CopyRun(
    IContactStore store, IdentityResolver resolver, LaneCommits commits, OpenPartitions open, CopySources sources, Erasing erasing, BusinessClock clock, TimeProvider machine)
{
    public async Task<CopyCounts> Go(CopyOrder order, ImmutableArray<CopyItem> items, bool isTrial, CancellationToken cancel)
    {
        var (counts, plan, pauses) = (default(CopyCounts), new CopyPlan(store, resolver, order, clock.Now, isTrial), new Pauses(machine));
        foreach (var batch in items.Chunk(LaneCommits.BatchRows))
        {
            CopyTry[] left = [.. batch.Select(item => new CopyTry(item, Guid.CreateVersion7()))];
            while (left.Length > 0)
            {
                // As they are now, and not as they were many batches or a pause ago.
                var wishes = await sources.Read(order, left, cancel);
                var known = plan.Begin();
                var planned = await plan.Of(known, wishes, cancel);
                var (missed, refused) = isTrial ? (Trial(known, planned), []) : await Write(order, known, planned, cancel);
                counts = planned.Where(copy => !missed.Contains(copy.Wish.Source))
                    .Aggregate(counts, (sum, copy) => sum + CountOf(refused.Contains(copy.Wish.Source) ? copy with { After = null } : copy));
                if (!isTrial) await TakeBackErased(order, planned, cancel);
                left = [.. left.Where(each => missed.Contains(each.Item.Source))];
                if (left.Length > 0) await pauses.Next(cancel);
            }
        }
        return counts;
    }

    /// <summary>Contacts that were about to be made are not.</summary>
    private HashSet<Guid> Trial(Known known, ImmutableArray<PlannedCopy> planned)
    {
        foreach (var copy in planned) resolver.Forget(known, copy.Wish.Bearing);
        return [.. planned.Where(copy => copy.IsOutdated).Select(copy => copy.Wish.Source)];
    }

    /// <returns>By source, those that are to be tried again, because somebody else was in the way or too much waits; and whom the store knows to be erased for good.</returns>
    private async Task<(HashSet<Guid> Missed, HashSet<Guid> Refused)> Write(CopyOrder order, Known known, ImmutableArray<PlannedCopy> planned, CancellationToken cancel)
    {
        var refused = new HashSet<Guid>();
        var partition = await open.Choose(order.Tenant, cancel);
        var firsts = Enumerable.Range(0, planned.Length).Where(i => IsChange(planned[i])).DistinctBy(i => planned[i].Contact).ToDictionary(i => planned[i].Contact);
        // Two contacts of the share may be one of the recipient's: the second has to see what the first made of it, also when it found nothing to do before.
        var missed = planned.Where((copy, i) => copy.IsOutdated || firsts.GetValueOrDefault(copy.Contact, int.MaxValue) <= i).Select(copy => copy.Wish.Source).ToHashSet();
        var changes = firsts.Values.Select(i => new LaneChange(i, planned[i].Before?.Partition ?? partition, Commit(order, planned[i]))).ToArray();
        try
        {
            await commits.Write(order.Tenant, changes, Tell, cancel);
        }
        finally
        {
            // Contacts that were about to be made are not.
            foreach (var copy in planned.Where(copy => copy.Contact == Guid.Empty || missed.Contains(copy.Wish.Source) || refused.Contains(copy.Wish.Source)))
                resolver.Forget(known, copy.Wish.Bearing);
        }
        return (missed, refused);

        void Tell(int row, CommitStatus status)
        {
            var isRefused = status == CommitStatus.Gone && planned[row].Before is null;
            if (status != CommitStatus.Committed && !isRefused) return;
            lock (missed)
            {
                missed.Remove(planned[row].Wish.Source);
                if (isRefused) refused.Add(planned[row].Wish.Source);
            }
        }
    }

    /// <summary>
    /// Who was erased while it was copied: of a contact that was made of it nothing stays, also when it was made by a try whose answer was lost. The
    /// erasure looks for copies after it too, so that one of the two finds them.
    /// </summary>
    private async Task TakeBackErased(CopyOrder order, ImmutableArray<PlannedCopy> planned, CancellationToken cancel)
    {
        var made = planned.Where(copy => copy.Contact == copy.Wish.Fresh).ToArray();
        if (made.Length == 0) return;
        var now = await store.ReadMany(order.Tenant, [.. made.Select(copy => copy.Wish.Source)], cancel);
        foreach (var (copy, source) in made.Zip(now))
            if (source is not { State: not ContactState.Erased } && await store.Read(order.Tenant, copy.Contact, cancel) is { State: ContactState.Live } contact)
                await Pauses.Outlast(machine, () => erasing.TryErase(contact, suppress: false), cancel);
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
