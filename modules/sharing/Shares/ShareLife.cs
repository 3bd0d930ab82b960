using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What each order makes of a share and its recipients: pure, so that the store only writes what comes out.</summary>
internal static class ShareLife
{
    /// <param name="users">For whom the recipients stand by now.</param>
    /// <param name="sight">What was seen of the audience.</param>
    public static SharedWith Sync(SharedWith held, Principal who, ImmutableArray<string> recipients, ImmutableArray<RecipientUser> users, ShareSight sight, string job, Instant now)
    {
        var share = held.Share with
        {
            Who = who,
            State = held.Share.State with
            {
                Status = ShareStatus.Syncing, Reason = null, Recipients = recipients, Sequence = held.Share.State.Sequence + 1, Name = sight.Name,
                Description = sight.Description, Skipped = SourceLedger.Skipped(sight.Members), Job = job, StartedAt = now,
            },
        };
        var before = held.Recipients.ToDictionary(recipient => recipient.User);
        var stay = users.Select(user => before.TryGetValue(user.User, out var had) ? Kept(had, user) : Made(share, user));
        var wanted = users.Select(user => user.User).ToHashSet(StringComparer.Ordinal);
        return new(share, [.. stay.Concat(held.Recipients.Where(recipient => !wanted.Contains(recipient.User)).Select(Dropped)).OrderBy(recipient => recipient.User, StringComparer.Ordinal)]);
    }

    public static SharedWith End(SharedWith held) => new(
        held.Share with { State = held.Share.State with { Status = ShareStatus.Ending, Reason = null } },
        [.. held.Recipients.Select(Ended)]);

    public static SharedWith Leave(SharedWith held, string user) => held.Share.State.Status == ShareStatus.Ending ? held : held with
    {
        Recipients = [.. held.Recipients.Select(recipient => recipient.User != user || recipient.State.Phase == RecipientPhase.Left ? recipient
            : recipient with { State = recipient.State with { Phase = RecipientPhase.Leaving, Pass = Way(recipient, RecipientPhase.Leaving), Again = false } })],
    };

    public static SharedWith? Cancel(SharedWith held) => held.Share.State.Status == ShareStatus.Syncing
        ? held with { Share = held.Share with { State = held.Share.State with { Status = ShareStatus.Cancelled } } } : null;

    public static SharedWith? Fail(SharedWith held, string reason) => held.Share.State.Status == ShareStatus.Syncing
        ? held with { Share = held.Share with { State = held.Share.State with { Status = ShareStatus.Failed, Reason = reason } } } : null;

    /// <summary>The sync is done when every recipient has it; null when one has not.</summary>
    public static SharedWith? Finish(SharedWith held, Instant now) =>
        held.Share.State.Status == ShareStatus.Syncing && !held.Recipients.Any(recipient => HasWork(held.Share, recipient))
            ? held with { Share = held.Share with { State = held.Share.State with { Status = ShareStatus.Synced, SyncedAt = now } } } : null;

    public static bool HasWork(StoredShare share, ShareRecipient recipient) => recipient.State.Phase switch
    {
        RecipientPhase.Ending or RecipientPhase.Leaving => true,
        RecipientPhase.Given => share.State.Status == ShareStatus.Syncing && recipient.State.Sequence < share.State.Sequence,
        _ => false,
    };

    /// <summary>What he had is gone: he is out, or gets it anew, or has left for as long as the share lives.</summary>
    public static ShareRecipient? Gone(ShareRecipient recipient) => recipient.State switch
    {
        { Again: true } => Anew(recipient),
        { Phase: RecipientPhase.Leaving } => recipient with { State = recipient.State with { Phase = RecipientPhase.Left, Pass = null } },
        { Phase: RecipientPhase.Ending } => null,
        _ => recipient,
    };

    private static ShareRecipient Made(StoredShare share, RecipientUser user) => new(share.Who.Tenant, share.Id, user.User, Guid.NewGuid().ToString("N"), new()
    {
        Name = user.Name, Book = user.Book, Organisation = user.Organisation,
    });

    // Another audience: of the one that he had partitions may remember that it is gone.
    private static ShareRecipient Anew(ShareRecipient recipient) => recipient with
    {
        Audience = Guid.NewGuid().ToString("N"),
        State = new() { Name = recipient.State.Name, Book = recipient.State.Book, Organisation = recipient.State.Organisation },
    };

    private static ShareRecipient Kept(ShareRecipient had, RecipientUser user) => had.State.Phase switch
    {
        RecipientPhase.Ending => had with { State = had.State with { Again = true } },
        _ => had with { State = had.State with { Name = user.Name } },
    };

    // Who left has left also if he is in no team of the recipients for a while.
    private static ShareRecipient Dropped(ShareRecipient recipient) => recipient.State.Phase is RecipientPhase.Left or RecipientPhase.Leaving ? recipient : Ended(recipient);

    private static ShareRecipient Ended(ShareRecipient recipient) =>
        recipient with { State = recipient.State with { Phase = RecipientPhase.Ending, Pass = Way(recipient, RecipientPhase.Ending), Again = false } };

    /// <summary>One that takes back goes on; any other is begun anew.</summary>
    private static SharePass? Way(ShareRecipient recipient, RecipientPhase to) =>
        recipient.State.Phase == to || (recipient.State.Phase, to) is (RecipientPhase.Leaving, RecipientPhase.Ending) ? recipient.State.Pass : null;
}
