using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Says what a sync would do, by doing it without writing anything.</summary>
internal sealed class SharePreviews(ShareAccess access, IShareStore store, ShareWatch watch, CopyPass pass, IMediator mediator)
{
    private const int Chunk = 1_024;

    /// <summary>So many copies are compared in one preview, which takes some 20 s; who asks waits for it.</summary>
    public int MostCompared { get; init; } = 100_000;

    public async Task<SharePreview> Preview(Principal who, string audience, ImmutableArray<string>? asked, CancellationToken cancel)
    {
        var view = await access.Shareable(who, audience, cancel);
        var share = await access.Held(who, view.Id, cancel);
        var recipients = asked ?? (share ?? await access.Find(who, view.Id, cancel)).State.Recipients;
        var users = await Users(who, view.Book, recipients, asked is not null, cancel);
        var sight = await watch.Look(who, view, cancel);
        var draft = share ?? Draft(who, view);
        var (plan, sources) = await Plan(who, draft, share is not null, users.Users, sight, cancel);
        var (with, left) = (ImmutableArray.CreateBuilder<SharePreviewUser>(), MostCompared);
        foreach (var planned in plan)
        {
            var contacts = sources.Count(planned.Concerns);
            // Small ones after a large one still fit.
            var counts = contacts <= left ? await Try(draft, planned, sources, sight.Name, cancel) : (CopyCounts?)null;
            if (counts is not null) left -= contacts;
            with.Add(new(
                planned.Recipient.User, planned.Recipient.State.Name, planned.Change, contacts, counts, (await pass.Fields(draft, planned.Recipient, cancel)).StayBehind));
        }
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

    /// <param name="share">A draft where there is none yet.</param>
    private async Task<(List<PlannedCopies> Plan, ShareSource[] Sources)> Plan(
        Principal who, StoredShare share, bool isKept, ImmutableArray<RecipientUser> users, ShareSight sight, CancellationToken cancel)
    {
        var known = isKept ? await watch.Known(share, cancel) : [];
        var held = isKept ? await store.Recipients(who.Tenant, share.Id, cancel) : [];
        foreach (var change in SourceLedger.Changes(known, sight.Members, share.State.Sequence + 1)) known[change.Source] = change;
        // As the orders would make of it, so that the two cannot part.
        var after = ShareLife.Sync(new(share, held), who, [], users, sight, "", default);
        var plan = new List<PlannedCopies>();
        foreach (var recipient in after.Recipients.Where(recipient => ShareLife.HasWork(after.Share, recipient)))
        {
            var ends = recipient.State.Phase != RecipientPhase.Given;
            var since = ends ? 0 : CopyPass.Since(recipient, sight.Name, (await pass.Fields(share, recipient, cancel)).Text);
            plan.Add(new(recipient, ends ? "loses" : recipient.State.Sequence == 0 ? "gets" : "updates", since));
        }
        return (plan, [.. known.Values.OrderBy(source => source.Source)]);
    }

    private async Task<CopyCounts> Try(StoredShare share, PlannedCopies planned, ShareSource[] sources, string name, CancellationToken cancel)
    {
        var counts = default(CopyCounts);
        foreach (var chunk in sources.Where(planned.Concerns).Select(planned.Item).Chunk(Chunk))
            counts += await mediator.Send(new CopyContacts(CopyPass.Order(share, planned.Recipient, name), [.. chunk], IsTrial: true), cancel);
        return ShareViews.Told(counts);
    }

    private static StoredShare Draft(Principal who, AudienceView view) => new("", who, view.Id, view.Book, default, new());

    /// <param name="Since">Contacts that have changed after that sync.</param>
    private sealed record PlannedCopies(ShareRecipient Recipient, string Change, long Since)
    {
        public bool Concerns(ShareSource source) => source.Sequence > Since;

        public CopyItem Item(ShareSource source) => new(source.Source, Recipient.State.Phase == RecipientPhase.Given && source.Goes);
    }
}
