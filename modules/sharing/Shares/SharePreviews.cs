using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Says what a sync would do, by doing it without writing anything.</summary>
internal sealed class SharePreviews(ShareAccess access, IShareStore store, ShareWatch watch, CopyPass pass, IMediator mediator, TimeProvider machine)
{
    /// <summary>So long copies are compared: who asks waits for it.</summary>
    public TimeSpan MostTime { get; init; } = TimeSpan.FromSeconds(20);

    public async Task<SharePreview> Preview(Principal who, string audience, ImmutableArray<string>? asked, CancellationToken cancel)
    {
        var view = await access.Shareable(who, audience, cancel);
        var share = await access.Held(who, view.Id, cancel);
        var recipients = asked ?? (share ?? await access.Find(who, view.Id, cancel)).State.Recipients;
        var users = await Users(who, view.Book, recipients, asked is not null, cancel);
        var sight = await watch.Look(who, view, cancel);
        var draft = share ?? Draft(who, view);
        var terms = await pass.Terms(draft, users.Users, cancel);
        var (plan, sources) = await Plan(who, draft, share is not null, users.Users, sight, terms, cancel);
        return new(
            sight.DigestFor(users.Users, terms), plan.Count, sight.Members.Count(member => member.Standing == Standing.Crosses), SourceLedger.Skipped(sight.Members),
            await Compare(draft, plan, sources, sight.Name, cancel), users.Unknown);
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
        Principal who, StoredShare share, bool isKept, ImmutableArray<RecipientUser> users, ShareSight sight, IReadOnlyDictionary<string, CrossingTerms> terms,
        CancellationToken cancel)
    {
        var known = isKept ? await watch.Known(share, cancel) : [];
        var held = isKept ? await store.Recipients(who.Tenant, share.Id, cancel) : [];
        foreach (var change in SourceLedger.Changes(known, sight.Members, share.State.Sequence + 1)) known[change.Source] = change;
        // As the orders would make of it, so that the two cannot part.
        var after = ShareLife.Sync(new(share, held), who, [], users, sight, "", default);
        var plan = after.Recipients.Where(recipient => ShareLife.HasWork(after.Share, recipient)).Select(Planned).ToList();
        return (plan, [.. known.Values.OrderBy(source => source.Source)]);

        PlannedCopies Planned(ShareRecipient recipient) => recipient.State.Phase != RecipientPhase.Given
            ? new(recipient, "loses", 0, CrossingTerms.All)
            : new(recipient, recipient.State.Sequence == 0 ? "gets" : "updates", CopyPass.Since(recipient, sight.Name, terms[recipient.User]), terms[recipient.User]);
    }

    /// <summary>User after user, until the time is used up: of those who are left nothing is counted.</summary>
    private async Task<ImmutableArray<SharePreviewUser>> Compare(StoredShare share, List<PlannedCopies> plan, ShareSource[] sources, string name, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(MostTime, machine);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        var compared = ImmutableArray.CreateBuilder<SharePreviewUser>(plan.Count);
        foreach (var planned in plan)
        {
            ImmutableArray<CopyItem> items = [.. sources.Where(planned.Concerns).Select(planned.Item)];
            var counts = time.IsCancellationRequested ? null : await Try(share, planned, items, name, either.Token);
            cancel.ThrowIfCancellationRequested();
            compared.Add(new(planned.Recipient.User, planned.Recipient.State.Name, planned.Change, items.Length, counts, planned.Terms.StayBehind));
        }
        return compared.DrainToImmutable();
    }

    /// <summary>All in one: of two contacts that share an address the second has to see what becomes of the first.</summary>
    /// <returns>Null when it was cut off.</returns>
    private async Task<CopyCounts?> Try(StoredShare share, PlannedCopies planned, ImmutableArray<CopyItem> items, string name, CancellationToken cancel)
    {
        try
        {
            return ShareViews.Told(await mediator.Send(new CopyContacts(CopyPass.Order(share, planned.Recipient, name, planned.Terms), items, IsTrial: true), cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static StoredShare Draft(Principal who, AudienceView view) => new("", who, view.Id, view.Book, default, new());

    /// <param name="Since">Contacts that have changed after that sync.</param>
    private sealed record PlannedCopies(ShareRecipient Recipient, string Change, long Since, CrossingTerms Terms)
    {
        public bool Concerns(ShareSource source) => source.Sequence > Since;

        public CopyItem Item(ShareSource source) => new(source.Source, Recipient.State.Phase == RecipientPhase.Given && source.Goes);
    }
}
