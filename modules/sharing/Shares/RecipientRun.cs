using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// Brings a share to one recipient, or takes it back, chunk by chunk. The store knows how far it came: after a crash the chunk that was begun
/// is done again, which changes nothing of what it had done.
/// </summary>
internal sealed class RecipientRun(IShareStore store, CopyPass pass, IMediator mediator, BusinessClock clock)
{
    public int Chunk { get; init; } = 1_024;

    /// <summary>One step; to be called until the recipient has no work. May be called again after any failure.</summary>
    public Task Step(StoredShare share, ShareRecipient recipient, CancellationToken cancel) => recipient.State.Phase == RecipientPhase.Given
        ? Give(share, recipient, cancel)
        : TakeBack(share, recipient, cancel);

    private async Task Give(StoredShare share, ShareRecipient recipient, CancellationToken cancel)
    {
        var terms = await pass.Terms(share, recipient.State.Organisation, recipient.State.Book, cancel);
        var way = recipient.State.Pass is { } begun && begun.To == share.State.Sequence && begun.Fields == terms.Text ? begun : await Begin(share, recipient, terms, cancel);
        var (after, isLast) = await Copy(share, recipient, way, goes: true, terms, cancel);
        await Change(recipient, state => state.Phase != RecipientPhase.Given ? state : isLast
            ? state with { Pass = null, Sequence = after.To, Tag = share.State.Name, Fields = after.Fields, Counts = after.Counts, SyncedAt = clock.Now }
            : state with { Pass = after }, cancel);
    }

    /// <summary>
    /// A pass under another name or with other fields leaves some contacts so and some otherwise until it is through, and it may never be: from its first
    /// contact on it is not known how he has them, so that the next pass gives him all.
    /// </summary>
    private async Task<SharePass> Begin(StoredShare share, ShareRecipient recipient, CrossingTerms terms, CancellationToken cancel)
    {
        var since = CopyPass.Since(recipient, share.State.Name, terms);
        var way = new SharePass(share.State.Sequence, since, null, 0, await store.CountSources(share.Who.Tenant, share.Id, since, cancel), terms.Text, default);
        if (since == 0) await Change(recipient, state => state.Phase != RecipientPhase.Given ? state : state with { Pass = null, Tag = null, Fields = null }, cancel);
        await mediator.Send(new ReceiveAudience(
            share.Who.Tenant, recipient.Audience, recipient.User, recipient.State.Book, share.State.Name, since == 0 ? null : recipient.State.Tag,
            share.State.Description, share.Who.User!), cancel);
        return way;
    }

    private async Task TakeBack(StoredShare share, ShareRecipient recipient, CancellationToken cancel)
    {
        var way = recipient.State.Pass ?? new(0, 0, null, 0, await store.CountSources(share.Who.Tenant, share.Id, 0, cancel), null, default);
        var (after, isLast) = await Copy(share, recipient, way, goes: false, CrossingTerms.All, cancel);
        if (!isLast)
        {
            await Change(recipient, state => state.Phase == RecipientPhase.Given ? state : state with { Pass = after }, cancel);
            return;
        }
        await mediator.Send(new DropReceivedAudience(share.Who.Tenant, recipient.Audience), cancel);
        await store.ChangeRecipient(recipient.Tenant, recipient.Share, recipient.User, ShareLife.Gone, cancel);
    }

    /// <param name="goes">False takes back whoever ever was in the share.</param>
    private async Task<(SharePass After, bool IsLast)> Copy(StoredShare share, ShareRecipient recipient, SharePass way, bool goes, CrossingTerms terms, CancellationToken cancel)
    {
        var sources = await store.Sources(share.Who.Tenant, share.Id, way.Since, way.After, Chunk, cancel);
        var counts = way.Counts;
        if (!sources.IsEmpty)
            counts += await mediator.Send(new CopyContacts(
                CopyPass.Order(share, recipient, share.State.Name, terms), [.. sources.Select(source => new CopyItem(source.Source, goes && source.Goes))]), cancel);
        return (way with { After = sources.IsEmpty ? way.After : sources[^1].Source, Done = way.Done + sources.Length, Counts = counts }, sources.Length < Chunk);
    }

    private Task Change(ShareRecipient recipient, Func<RecipientState, RecipientState> change, CancellationToken cancel) =>
        store.ChangeRecipient(recipient.Tenant, recipient.Share, recipient.User, held => held with { State = change(held.State) }, cancel);
}
