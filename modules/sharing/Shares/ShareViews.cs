using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>Shares as the API shows them.</summary>
internal sealed class ShareViews(IShareStore store)
{
    public async Task<ShareView> Show(StoredShare share, CancellationToken cancel)
    {
        var (state, recipients) = (share.State, await store.Recipients(share.Who.Tenant, share.Id, cancel));
        var (done, total) = await Progress(share, recipients, cancel);
        return new(
            share.Id, share.Audience, state.Recipients, Word(state.Status), state.Reason,
            recipients.Count(recipient => recipient.State.Phase == RecipientPhase.Given), done, total,
            [.. recipients.Select(recipient => Show(share, recipient))], state.Skipped, state.SyncedAt, state.Job, share.CreatedAt, share.Who.Name);
    }

    public async Task<JobView> ShowJob(StoredShare share, CancellationToken cancel)
    {
        var (state, recipients) = (share.State, await store.Recipients(share.Who.Tenant, share.Id, cancel));
        var (done, total) = await Progress(share, recipients, cancel);
        var status = state.Status switch { ShareStatus.Synced => "done", ShareStatus.Cancelled => "cancelled", ShareStatus.Failed => "failed", _ => "running" };
        return new(state.Job, "share", share.Book, status, done, total, [], 0, state.Reason, state.StartedAt, status == "done" ? state.SyncedAt : null);
    }

    private async Task<(int Done, int Total)> Progress(StoredShare share, ImmutableArray<ShareRecipient> recipients, CancellationToken cancel)
    {
        var (done, total, counted) = (0, 0, new Dictionary<long, int>());
        foreach (var recipient in recipients)
            if (recipient.State.Pass is { } pass)
                (done, total) = (done + pass.Done, total + pass.Total);
            else if (ShareLife.HasWork(share, recipient))
                total += await Count(recipient.State.Phase == RecipientPhase.Given ? recipient.State.Sequence : 0);
            else if (recipient.State.Phase == RecipientPhase.Given && recipient.State.Counts is var counts)
                (done, total) = (done + Sum(counts), total + Sum(counts));
        return (done, total);

        async Task<int> Count(long since) =>
            counted.TryGetValue(since, out var known) ? known : counted[since] = await store.CountSources(share.Who.Tenant, share.Id, since, cancel);
    }

    /// <summary>Whom a recipient had erased for good is nobody else's business.</summary>
    public static CopyCounts Told(CopyCounts counts) => counts with { Unchanged = counts.Unchanged + counts.Suppressed, Suppressed = 0 };

    private static int Sum(CopyCounts counts) => counts.Added + counts.Updated + counts.Unchanged + counts.Removed + counts.Suppressed;

    private static ShareUserView Show(StoredShare share, ShareRecipient recipient) => new(
        recipient.User, recipient.State.Name,
        recipient.State.Phase switch
        {
            RecipientPhase.Left or RecipientPhase.Leaving => "left",
            RecipientPhase.Ending => "ending",
            _ => recipient.State.Sequence < share.State.Sequence ? "waiting" : "synced",
        },
        recipient.Audience, Told(recipient.State.Pass?.Counts ?? recipient.State.Counts), recipient.State.SyncedAt);

    private static string Word(ShareStatus status) => status.ToString().ToLowerInvariant();
}
