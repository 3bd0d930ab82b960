using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Says what a sync would do, by doing it without writing anything.</summary>
internal sealed class SharePreviews(ShareAccess access, IShareStore store, ShareWatch watch, CopyPass pass, IMediator mediator)
{
    private const int Chunk = 1_024;

    public async Task<SharePreview> Preview(Principal who, string audience, ImmutableArray<string>? asked, CancellationToken cancel)
    {
        var view = await access.Shareable(who, audience, cancel);
        var share = await access.Held(who, view.Id, cancel);
        var recipients = asked ?? (share ?? await access.Find(who, view.Id, cancel)).State.Recipients;
        var users = await Users(who, view.Book, recipients, asked is not null, cancel);
        var sight = await watch.Look(who, view, cancel);
        var with = ImmutableArray.CreateBuilder<SharePreviewUser>();
        foreach (var (recipient, change, items) in await Plan(who, view, share, users.Users, sight, cancel))
            with.Add(await Try(share ?? Draft(who, view), recipient, change, items, sight.Name, cancel));
        return new(
            sight.DigestFor(users.Users), with.Count, sight.Members.Count(member => member.Standing == Standing.Crosses), SourceLedger.Skipped(sight.Members),
            with.ToImmutable(), users.Unknown);
    }

    /// <param name="isOrdered">They were just named, and must all be there; else those that are gone are left out.</param>
    public async Task<ResolvedRecipients> Users(Principal who, string book, ImmutableArray<string> recipients, bool isOrdered, CancellationToken cancel)
    {
        if (recipients.Any(ShareAccess.IsTeam)) ShareAccess.RequireSwitch(who, Switches.ShareWithTeams);
        var resolved = await mediator.Send(new ResolveRecipients(who.Tenant, recipients), cancel);
        if (isOrdered && !resolved.Unknown.IsEmpty)
            throw Refusal.Invalid("recipients", $"There is no {string.Join(", ", resolved.Unknown)} with whom you may share. GET /v1/share-recipients?q= finds those that there are.", "unknown-recipient");
        // Whose contacts they are has them.
        return resolved with { Users = [.. resolved.Users.Where(user => user.Book != book)] };
    }

    private async Task<List<(ShareRecipient Recipient, string Change, List<CopyItem> Items)>> Plan(
        Principal who, AudienceView view, StoredShare? share, ImmutableArray<RecipientUser> users, ShareSight sight, CancellationToken cancel)
    {
        var known = share is null ? [] : await watch.Known(share, cancel);
        var held = share is null ? [] : await store.Recipients(who.Tenant, share.Id, cancel);
        var sequence = (share?.State.Sequence ?? 0) + 1;
        foreach (var change in SourceLedger.Changes(known, sight.Members, sequence)) known[change.Source] = change;
        var sources = known.Values.OrderBy(source => source.Source).ToArray();
        // As the orders would make of it, so that the two cannot part.
        var draft = share ?? Draft(who, view);
        var after = ShareLife.Sync(new(draft, held), who, [], users, sight, "", default);
        var plan = new List<(ShareRecipient, string, List<CopyItem>)>();
        foreach (var recipient in after.Recipients.Where(recipient => ShareLife.HasWork(after.Share, recipient)))
        {
            var ends = recipient.State.Phase != RecipientPhase.Given;
            var since = ends ? 0 : CopyPass.Since(recipient, sight.Name, (await pass.Fields(draft, recipient, cancel)).Text);
            plan.Add((recipient, ends ? "loses" : recipient.State.Sequence == 0 ? "gets" : "updates",
                [.. sources.Where(source => source.Sequence > since).Select(source => new CopyItem(source.Source, !ends && source.Goes))]));
        }
        return plan;
    }

    private async Task<SharePreviewUser> Try(StoredShare share, ShareRecipient recipient, string change, List<CopyItem> items, string name, CancellationToken cancel)
    {
        var counts = default(CopyCounts);
        foreach (var chunk in items.Chunk(Chunk))
            counts += await mediator.Send(new CopyContacts(CopyPass.Order(share, recipient, name), [.. chunk], IsTrial: true), cancel);
        return new(recipient.User, recipient.State.Name, change, ShareViews.Told(counts), (await pass.Fields(share, recipient, cancel)).StayBehind);
    }

    private static StoredShare Draft(Principal who, AudienceView view) => new("", who, view.Id, view.Book, default, new());
}
