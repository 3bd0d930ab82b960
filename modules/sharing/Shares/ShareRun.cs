using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Does what a share has to do, recipient after recipient, a few side by side, until nothing is left.</summary>
internal sealed class ShareRun(IShareStore store, RecipientRun recipients, IMediator mediator, BusinessClock clock)
{
    // What people ask for meanwhile finds room between them.
    private const int AtOnce = 2;

    /// <summary>Goes on from where it is to the very end. May be called again after any failure.</summary>
    public async Task Go(string tenant, string id, CancellationToken cancel)
    {
        while (await store.Read(tenant, id, cancel) is { } share && await Work(share, cancel) is var work)
        {
            if (work.Length == 0) break;
            await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (user, stop) => await GoOn(tenant, id, user, stop));
        }
        if (await store.Change(tenant, id, held => ShareLife.Finish(held, clock.Now), cancel) is { Share.State.Status: ShareStatus.Ending })
            await store.Remove(tenant, id, cancel);
    }

    private async Task<string[]> Work(StoredShare share, CancellationToken cancel)
    {
        if (share.State.Status == ShareStatus.Syncing && await Fault(share, cancel) is { } reason)
            share = (await store.Change(share.Who.Tenant, share.Id, held => ShareLife.Fail(held, reason), cancel))?.Share ?? share;
        return [.. (await store.Recipients(share.Who.Tenant, share.Id, cancel)).Where(recipient => ShareLife.HasWork(share, recipient)).Select(recipient => recipient.User)];
    }

    /// <summary>Read anew before each step: meanwhile the recipient may have left, or the share have been ended, cancelled or synced again.</summary>
    private async Task GoOn(string tenant, string id, string user, CancellationToken cancel)
    {
        while (await store.Read(tenant, id, cancel) is { } share
            && (await store.Recipients(tenant, id, cancel)).FirstOrDefault(recipient => recipient.User == user) is { } recipient && ShareLife.HasWork(share, recipient))
            await recipients.Step(share, recipient, cancel);
    }

    private async Task<string?> Fault(StoredShare share, CancellationToken cancel) =>
        await mediator.Send(new RenewPrincipal(share.Who), cancel) is { } who && who.Switches.HasFlag(Switches.ShareAudiences) && Books.Owns(who, share.Book)
            ? null : "Who shares it may not do so any more: sharing was switched off for the account, or the contacts are somebody else's by now.";
}
