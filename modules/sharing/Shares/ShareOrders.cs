using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Carries out what who shares an audience orders: looks, writes down what is to be, and lets the queue do it.</summary>
internal sealed class ShareOrders(
    ShareAccess access, IShareStore store, ShareWatch watch, SharePreviews previews, CopyPass pass, ShareQueue queue, IMediator mediator, BusinessClock clock)
{
    public async Task<StoredShare> Share(Principal who, string audience, ImmutableArray<string> recipients, CancellationToken cancel)
    {
        var view = await access.Shareable(who, audience, cancel);
        var users = await previews.Users(who, view.Book, recipients, isOrdered: true, cancel);
        var sight = await watch.Look(who, view, cancel);
        var share = await access.Held(who, view.Id, cancel) ?? await Add(who, view, recipients, cancel);
        return await Sync(who, share, recipients, users.Users, sight, cancel);
    }

    /// <exception cref="Refusal">409 <c>preview-outdated</c>.</exception>
    public async Task<StoredShare> Sync(Principal who, string audience, string preview, CancellationToken cancel)
    {
        var view = await access.Shareable(who, audience, cancel);
        var share = await access.Find(who, view.Id, cancel);
        var sight = await watch.Look(who, view, cancel);
        var users = await previews.Users(who, share.Book, share.State.Recipients, isOrdered: false, cancel);
        if (sight.DigestFor(users.Users, await pass.Terms(share, users.Users, cancel)) != preview)
            throw new Refusal(409, "preview-outdated", "The audience, one of its contacts, whom it is shared with or which fields cross is otherwise than the preview has shown. POST /v1/audiences/{id}/share/preview shows it anew.");
        return await Sync(who, share, share.State.Recipients, users.Users, sight, cancel);
    }

    public async Task<StoredShare> End(Principal who, string audience, CancellationToken cancel)
    {
        var share = await access.Find(who, audience, cancel);
        await mediator.Send(new NoteDeed(who, "share.ended", share.Id), cancel);
        return await Change(share, ShareLife.End, cancel);
    }

    public async Task Leave(Principal who, string audience, CancellationToken cancel)
    {
        if (who.User is null || await store.Receiver(who.Tenant, audience, cancel) is not { } recipient || recipient.User != who.User)
            throw new Refusal(404, "unknown-audience", "There is no audience of that id that was shared with you.");
        await store.Change(who.Tenant, recipient.Share, held => ShareLife.Leave(held, who.User), cancel);
        queue.Wake();
    }

    /// <summary>Of that very sync, and not of one that began since.</summary>
    public async Task<StoredShare> Cancel(StoredShare share, CancellationToken cancel) =>
        await Change(share, held => held.Share.State.Job == share.State.Job ? ShareLife.Cancel(held) : null, cancel);

    private static Refusal Ends() => new(409, "share-ends", "The share is about to end. Share it again when that is done.") { RetryAfter = 1 };

    private async Task<StoredShare> Add(Principal who, AudienceView view, ImmutableArray<string> recipients, CancellationToken cancel)
    {
        var share = new StoredShare(Guid.CreateVersion7().ToString("N"), who, view.Id, view.Book, clock.Now, new() { Recipients = recipients, Name = view.Name, Description = view.Description });
        if (!await store.Add(share, cancel))
            throw new Refusal(409, "shared-already", "Somebody else shares this audience, or shared it a moment ago.");
        return share;
    }

    private async Task<StoredShare> Sync(
        Principal who, StoredShare share, ImmutableArray<string> recipients, ImmutableArray<RecipientUser> users, ShareSight sight, CancellationToken cancel)
    {
        if (share.State.Status == ShareStatus.Ending) throw Ends();
        await mediator.Send(new NoteDeed(who, "share.synced", share.Id, new { share.Audience, Recipients = recipients }), cancel);
        await watch.Note(share, sight, cancel);
        var job = Guid.CreateVersion7().ToString("N");
        return await Change(
            share, held => held.Share.State.Status == ShareStatus.Ending ? throw Ends()
                : held.Share.State.Sequence != share.State.Sequence ? throw ShareWatch.ChangedMeanwhile()
                : ShareLife.Sync(held, who, recipients, users, sight, job, clock.Now),
            cancel);
    }

    private async Task<StoredShare> Change(StoredShare share, Func<SharedWith, SharedWith?> change, CancellationToken cancel)
    {
        var changed = await store.Change(share.Who.Tenant, share.Id, change, cancel);
        queue.Wake();
        return changed?.Share ?? throw new Refusal(404, "not-shared", "The audience is not shared any more.");
    }
}
