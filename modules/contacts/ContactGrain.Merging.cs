using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>
/// Merging, from the survivor's side, in two commits that a crash may come between: the other contact is closed into this one
/// (from then on its identities lead here), then its person and messages are taken up. Contacts never call each other, so two
/// that are merged into one another cannot wait for each other: the second close is refused, because its survivor is closed.
/// </summary>
internal sealed partial class ContactGrain
{
    public Task<ContactAnswer> Absorb(AbsorbOrder order) => Try(async before =>
    {
        if (before is null) return new(ContactOutcome.Gone);
        var other = await store.Read(tenant, order.Contact, CancellationToken.None);
        if (other is null || other.Book != before.Book || other.State == ContactState.Erased) return new(ContactOutcome.Gone, order.Contact);
        if (other.Id == id) return new(ContactOutcome.Done, Version: before.Version);
        if (other.State is not ContactState.Live) return await TakeUpClosed(before, other);
        return JoinRule.Allows(order.Right, Person.Of(other.Profile), Person.Of(before.Profile))
            ? await Close(before, other)
            : new(ContactOutcome.Apart, Version: before.Version);
    });

    /// <summary>Takes up those whose merge into this contact, or into one that was merged into it, was interrupted.</summary>
    private async Task FinishMerges()
    {
        var isDone = true;
        foreach (var closed in await store.Unfinished(tenant, CancellationToken.None))
        {
            if (await Survivor(closed) != id) continue;
            isDone = await Load() is { State: ContactState.Live } before && await TakeUp(before, closed) is { Outcome: ContactOutcome.Done } && isDone;
        }
        owesMerges = !isDone;
    }

    private async Task<ContactAnswer?> TakeUpClosed(StoredContact before, StoredContact other)
    {
        var survivor = await Survivor(other);
        if (survivor != id) return new(ContactOutcome.Moved, survivor);
        return other.State == ContactState.Merging ? await TakeUp(before, other) : new(ContactOutcome.Done, Version: before.Version);
    }

    private async Task<ContactAnswer?> Close(StoredContact before, StoredContact other)
    {
        owesMerges = true;
        var now = clock.Now;
        var step = new ContactStep(StepKind.Close, now, now, null, null, 0, "{}", other.Profile, Cause.Merged);
        var commit = new ContactCommit(
            Guid.NewGuid().ToString("N"), other.Book, other.Id, other.Slot, other.Version, [step], [], [], CloseInto: id);
        var result = await PartitionOf(other).Commit(commit);
        // Gone: this contact is no longer live, or the other is erased. Moved: somebody else closed it. Reading again tells which.
        isLoaded = result.Status is CommitStatus.Committed && isLoaded;
        return result.Status switch
        {
            CommitStatus.Committed => await TakeUp(before, other),
            // NotReady: it may be closed nevertheless.
            CommitStatus.Stale or CommitStatus.Moved or CommitStatus.Gone or CommitStatus.NotReady => null,
            _ => Answer(result, new(ContactOutcome.Done)),
        };
    }

    private async Task<ContactAnswer?> TakeUp(StoredContact before, StoredContact other)
    {
        ImmutableArray<long> positions = [.. (await PartitionOf(other).Messages(other.Id)).Order()];
        var messages = await store.Messages(tenant, other.Partition, positions, CancellationToken.None);
        var now = clock.Now;
        var after = Joining.Join(before.Profile, other.Profile, now);
        var last = new ContactStep(StepKind.Absorb, now, now, null, null, 0, $$"""{"merged":"{{other.Id:N}}"}""", after, Cause.Merged);
        var copies = messages.Select(Copy).ToList();
        while (true)
        {
            var result = await Commit(before, before.Book, [.. copies, last], after, absorbs: new(other.Id, other.Partition, positions));
            // Somebody else took it up meanwhile, or closed this one: reading again tells which.
            if (result.Status == CommitStatus.Gone) return null;
            if (result.Status != CommitStatus.SeenBefore) return Answer(result, new(ContactOutcome.Done));
            // Of a message that both have, the survivor's stays.
            copies = [.. copies.Where((_, index) => !result.Seen.Any(seen => seen.Index == index))];
        }
    }

    /// <summary>Where a chain of merged contacts ends; its last link if that is erased.</summary>
    private async Task<Guid> Survivor(StoredContact contact)
    {
        while (contact is { State: ContactState.Merging or ContactState.Merged, MergedInto: { } into })
        {
            if (await store.Read(tenant, into, CancellationToken.None) is not { } next) return into;
            contact = next;
        }
        return contact.Id;
    }

    private IPartitionGrain PartitionOf(StoredContact contact) =>
        grains.GetGrain<IPartitionGrain>(GrainKeys.Partition(tenant, contact.Partition));

    private static ContactStep Copy(StoredMessage message) => new(
        message.Kind, message.At, message.Arrived, message.Name, message.MessageId, message.BodyHash, message.Payload, null,
        Cause.Merged, message.Active, Copied: true);
}
