using Audiences.Reading;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>Carries out orders on audiences: checks, asks the grain, brings the partitions to it, answers.</summary>
internal sealed class AudienceOrders(
    AudienceAccess access, IAudienceStore store, AudienceBuilds builds, Inliner inliner, AudienceViews views,
    AudienceWarnings warnings, CustomFieldUse customFields, AudienceLimits limits, BusinessClock clock)
{
    // From looking at the other audiences to writing this one: two orders at once could make a circle, or pass the limit.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    // How long an order waits for its version to be in force before it answers 202.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<AudienceAnswer> Create(Principal principal, AudienceBody body, CancellationToken cancel)
    {
        var owner = AudienceAccess.OwnerOf(principal, body.Kind);
        await customFields.Require(principal.Tenant, BookOf(principal, body.Book), body.Definition, cancel);
        var id = Guid.NewGuid().ToString("N");
        var state = await Alone(() => CreateAlone(principal, body, owner, id, cancel), cancel);
        return await Warn(principal, body, await Bring(principal, state!), cancel);
    }

    private async Task<AudienceState?> CreateAlone(Principal principal, AudienceBody body, string owner, string id, CancellationToken cancel)
    {
        var all = await store.All(principal.Tenant, cancel);
        var (most, setting) = body.Kind == "organisation" ? (limits.Organisation, "MostOfOrganisation") : (limits.Custom, "MostCustom");
        if (all.Count(state => state.Owner == owner && state.Kind == body.Kind) >= most)
            throw new Refusal(
                409, "too-many-audiences", $"There are {most} {body.Kind} audiences; delete one first, or raise the setting Audiences__{setting}.");
        var draft = Draft(principal, body, owner, BookOf(principal, body.Book), null, await access.All(principal, cancel), all);
        return await Guard(body.Name, async () => (AudienceState?)await access.Grain(principal, id).Create(draft));
    }

    public async Task<AudienceAnswer> Replace(Principal principal, string id, AudienceBody body, long? revision, CancellationToken cancel)
    {
        var state = await access.Find(principal, id);
        if (state.Kind == LastImports.Kind)
            throw LastImports.KeptBySystem();
        if (body.Kind != state.Kind || (body.Book is { } book && book != state.Book))
            throw Refusal.Invalid(body.Kind != state.Kind ? "kind" : "book", "This is fixed when an audience is made.");
        await customFields.Require(principal.Tenant, state.Book, body.Definition, cancel);
        var replaced = await Alone(
            async () =>
            {
                var draft = Draft(
                    principal, body, state.Owner, state.Book, id, await access.All(principal, cancel), await store.All(principal.Tenant, cancel));
                return await Guard(body.Name, () => access.Grain(principal, id).Redefine(draft, revision));
            },
            cancel);
        return await Warn(principal, body, await Bring(principal, replaced ?? throw AudienceAccess.Unknown(id)), cancel);
    }

    public async Task<AudienceAnswer> SetStatus(Principal principal, string id, string status)
    {
        var state = await access.Find(principal, id);
        if (status == "paused" && state.Status == "draft")
            throw new Refusal(409, "not-active", "A draft was never active; activate it first.");
        return await Bring(principal, await access.Grain(principal, id).SetStatus(status, clock.Now) ?? throw AudienceAccess.Unknown(id));
    }

    public async Task Delete(Principal principal, string id, long? revision, CancellationToken cancel)
    {
        var state = await access.Find(principal, id);
        if (state.Kind == LastImports.Kind)
            throw LastImports.KeptBySystem();
        if (await Alone(() => DeleteAlone(principal, state, revision, cancel), cancel) is { } deleted)
            await builds.Drop(principal.Tenant, deleted);
    }

    private async Task<AudienceState?> DeleteAlone(Principal principal, AudienceState state, long? revision, CancellationToken cancel)
    {
        var users = (await store.All(principal.Tenant, cancel))
            .Where(other => Inliner.Parse(other.Versions[^1].Definition).References.Contains(state.Id)).ToArray();
        if (users.Length > 0)
            throw new Refusal(409, "audience-in-use", $"Audiences refer to it: {string.Join(", ", users.Select(user => user.Name))}.")
            {
                More = new Dictionary<string, object> { ["audiences"] = users.Select(user => user.Id).ToArray() },
            };
        return await Guard(state.Name, () => access.Grain(principal, state.Id).Delete(revision));
    }

    /// <summary>What a definition that is well written may still not be, as the definition of that audience.</summary>
    public static void RefuseUnlessFit(
        Definition definition, string kind, string? id, IReadOnlyList<AudienceState> visible, IReadOnlyList<AudienceState> all)
    {
        foreach (var reference in definition.References)
            if (visible.All(state => state.Id != reference))
                throw Refusal.Invalid("definition", $"There is no audience {reference} that you may use.", "unknown-audience");
        if (kind == "organisation" && definition.MentionsMe)
            throw Refusal.Invalid("definition", "In an organisation's audience nobody is \"me\"; name the user's id.");
        if (id is not null && Inliner.Circle(id, definition, all) is { } circle)
            throw Refusal.Invalid("definition", $"The audience would refer to itself: {id} → {string.Join(" → ", circle)}.", "circular-reference");
    }

    public static string BookOf(Principal principal, string? asked)
    {
        if (asked is null || asked == principal.Book)
            return principal.Book;
        throw new Refusal(404, "unknown-book", $"There is no book {asked} that this key may use. GET /v1/me names its own.");
    }

    private async Task<AudienceAnswer> Bring(Principal principal, AudienceState state)
    {
        var inForce = true;
        try
        {
            await builds.Bring(principal.Tenant, state.Id).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            inForce = false;
        }
        var view = await views.Of(principal, await access.Find(principal, state.Id));
        return new AudienceAnswer(view, inForce && view.Building is null);
    }

    private async Task<AudienceAnswer> Warn(Principal principal, AudienceBody body, AudienceAnswer answer, CancellationToken cancel) =>
        answer with
        {
            Audience = answer.Audience with { Warnings = await warnings.After(principal, answer.Audience.Book, body.Definition, cancel) },
        };

    private AudienceDraft Draft(
        Principal principal, AudienceBody body, string owner, string book, string? id, IReadOnlyList<AudienceState> visible,
        IReadOnlyList<AudienceState> all)
    {
        RefuseUnlessFit(body.Definition, body.Kind, id, visible, all);
        var definition = body.Definition.ToJson();
        return new AudienceDraft(
            body.Name, body.Description, body.Kind, book, owner, principal.Name, clock.Now, definition, inliner.Inline(definition, visible));
    }

    private async Task<AudienceState?> Alone(Func<Task<AudienceState?>> order, CancellationToken cancel)
    {
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            return await order();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static async Task<AudienceState?> Guard(string name, Func<Task<AudienceState?>> order)
    {
        try
        {
            return await order();
        }
        catch (AudienceNameTakenException)
        {
            throw new Refusal(409, "name-taken", $"There is an audience named \"{name}\" already; names are unique per owner, whatever their case.");
        }
        catch (RevisionMismatchException)
        {
            throw new Refusal(412, "revision-mismatch", "The audience has changed since you read it. Read it again.");
        }
    }
}
