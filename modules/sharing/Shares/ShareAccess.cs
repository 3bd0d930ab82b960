using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Says who may share what, and finds shares for who may manage them: all others are the same as ones that never were.</summary>
internal sealed class ShareAccess(IShareStore store, IMediator mediator)
{
    private static readonly string[] Kinds = ["custom", "static", "organisation"];

    /// <exception cref="Refusal">403 <c>sharing-is-off</c>.</exception>
    public static void RequireSwitch(Principal who, Switches wanted)
    {
        if (who.User is null || !who.Switches.HasFlag(Switches.ShareAudiences))
            throw new Refusal(403, "sharing-is-off", "Sharing is off for this account. An admin switches it on: PATCH /v1/users/{id} { \"switches\": { \"shareAudiences\": true } }.");
        if (!who.Switches.HasFlag(wanted))
            throw new Refusal(403, "sharing-is-off", "Teams as recipients are off for this account. An admin switches them on: PATCH /v1/users/{id} { \"switches\": { \"shareWithTeams\": true } }.");
    }

    /// <summary>An audience that may be shared now.</summary>
    public async Task<AudienceView> Shareable(Principal who, string audience, CancellationToken cancel)
    {
        var view = await mediator.Send(new GetAudience(who, audience), cancel);
        RequireSwitch(who, Switches.ShareAudiences);
        if (!Kinds.Contains(view.Kind))
            throw Refusal.Invalid("audience", $"One of kind {view.Kind} is not shared: make one of your own with the condition {{ \"field\": \"audience.{view.Id}\", \"op\": \"memberOf\" }}.", "not-shareable");
        if (Books.TeamOf(view.Book) is not null)
            throw Refusal.Invalid("audience", "Its contacts are in the books of your team's people, who share them themselves.", "not-shareable");
        if (!Books.Owns(who, view.Book) || (view.Owner != Books.OfUser(who.User!) && !who.MayChangeOrganisation))
            throw new Refusal(403, "missing-role", "The organisation's audiences are shared by admins and owners.");
        if (view.Building is not null) throw new Refusal(503, "pending", "The audience is being built: it goes out when it is as it was last saved.") { RetryAfter = 1 };
        return view.Status == "active" ? view
            : throw new Refusal(409, "audience-not-active", $"It is {(view.Status == "paused" ? "paused" : "a draft")}: POST /v1/audiences/{view.Id}/activate first. Only an active audience goes out.");
    }

    /// <exception cref="Refusal">404 <c>not-shared</c>.</exception>
    public async Task<StoredShare> Find(Principal who, string audience, CancellationToken cancel) =>
        await Held(who, audience, cancel) ?? throw new Refusal(404, "not-shared", "The audience is not shared, or not by you. GET /v1/shares lists what you share.");

    public async Task<StoredShare?> Held(Principal who, string audience, CancellationToken cancel) =>
        await store.OfAudience(who.Tenant, audience, cancel) is { } share && Manages(who, share) ? share : null;

    public async Task<IReadOnlyList<StoredShare>> All(Principal who, CancellationToken cancel) =>
        [.. (await store.List(who.Tenant, cancel)).Where(share => Manages(who, share))];

    private static bool Manages(Principal who, StoredShare share) =>
        (who.User is { } user && share.Who.User == user) || Books.Owns(who, share.Book);

    public static bool IsTeam(string recipient) => recipient.StartsWith("team:", StringComparison.Ordinal);
}
