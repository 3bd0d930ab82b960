using Audiences.Reading;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>Carries out orders on audiences: checks, asks the grain, brings the partitions to it, answers.</summary>
internal sealed class AudienceOrders(
    AudienceAccess access, IAudienceStore store, AudienceBuilds builds, DefinitionCheck check, Inliner inliner, AudienceViews views,
    AudienceWarnings warnings, AudienceLimits limits, BusinessClock clock)
{
    // From looking at the other audiences to writing this one: two orders at once could make a circle, or pass the limit.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    // How long an order waits for its version to be in force before it answers 202.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<AudienceAnswer> Create(Principal principal, AudienceBody body, CancellationToken cancel)
    {
        if (body.Kind == "organisation" && !principal.MayChangeOrganisation)
            throw AudienceAccess.NotYours();
        var owner = AudienceAccess.OwnerOf(principal, body.Kind);
        var id = Guid.NewGuid().ToString("N");
        var state = await Alone(() => CreateAlone(principal, body, owner, id, cancel), cancel);
        return await Warn(principal, await Bring(principal, state!), cancel);
    }

    private async Task<AudienceState?> CreateAlone(Principal principal, AudienceBody body, string owner, string id, CancellationToken cancel)
    {
        string[] counted = body.Kind == "organisation" ? [body.Kind] : ["custom", StaticAudiences.Kind];
        var (most, setting) = body.Kind == "organisation" ? (limits.Organisation, "MostOfOrganisation") : (limits.Custom, "MostCustom");
        if ((await store.All(principal.Tenant, cancel)).OwnedBy(owner).Count(state => counted.Contains(state.Kind)) >= most)
            throw new Refusal(
                409, "too-many-audiences", $"There are {most} {string.Join(" and ", counted)} audiences; delete one first, or raise the setting Audiences__{setting}.");
        var draft = await Draft(principal, body, owner, new DefinitionUse(body.Kind, AudienceAccess.BookOf(principal, body.Kind, body.Book), id), cancel);
        return await Guard(body.Name, async () => (AudienceState?)await access.Grain(principal, id).Create(draft));
    }

    public async Task<AudienceAnswer> Replace(Principal principal, string id, AudienceBody body, long? revision, CancellationToken cancel)
    {
        var state = await access.FindToChange(principal, id);
        SystemAudience.RefuseChange(state);
        if (body.Kind != state.Kind || (body.Book is { } book && book != state.Book))
            throw Refusal.Invalid(body.Kind != state.Kind ? "kind" : "book", "This is fixed when an audience is made.");
        var replaced = await Alone(
            async () =>
            {
                var draft = await Draft(principal, body, state.Owner, DefinitionUse.Of(state), cancel);
                return await Guard(body.Name, () => access.Grain(principal, id).Redefine(draft, revision));
            },
            cancel);
        return await Warn(principal, await Bring(principal, replaced ?? throw AudienceAccess.Unknown(id)), cancel);
    }

    /// <summary>Says the same in other words, for the organisation; null when there is nothing else to say, or no such audience any more.</summary>
    public async Task<AudienceState?> Reword(string tenant, string id, Func<Definition, Definition> words, string by, CancellationToken cancel) => await Alone(
        async () =>
        {
            var all = await store.All(tenant, cancel);
            if (all.Find(id) is not { } state) return null;
            var said = state.Versions[^1].Definition;
            var definition = words(Inliner.Parse(said)).ToJson();
            if (definition == said) return null;
            var rule = state.Barred ? Inliner.Nobody : inliner.Inline(definition, all, JudgedAs.Of(state.Kind, state.Book, id));
            var draft = new AudienceDraft(state.Name, state.Description, state.Kind, state.Book, state.Owner, by, clock.Now, definition, rule);
            return await access.Grain(tenant, id).Redefine(draft, null);
        },
        cancel);

    public async Task<AudienceAnswer> SetStatus(Principal principal, string id, string status)
    {
        var state = await access.FindToChange(principal, id);
        if (status == "paused" && state.Status == "draft")
            throw new Refusal(409, "not-active", "A draft was never active; activate it first.");
        return await Bring(principal, await access.Grain(principal, id).SetStatus(status, clock.Now) ?? throw AudienceAccess.Unknown(id));
    }

    public async Task Delete(Principal principal, string id, long? revision, CancellationToken cancel)
    {
        var state = await access.FindToChange(principal, id);
        SystemAudience.RefuseDelete(state);
        if (await Alone(() => DeleteAlone(principal, state, revision, cancel), cancel) is { } deleted)
            await builds.Drop(principal.Tenant, deleted);
    }

    private async Task<AudienceState?> DeleteAlone(Principal principal, AudienceState state, long? revision, CancellationToken cancel)
    {
        var all = await store.All(principal.Tenant, cancel);
        // Others' private ones do not keep it, nor are they told of: who is in what is gone is nobody.
        var visible = AudienceAccess.SeenBy(principal, all);
        var names = AudienceAccess.NamesOf(visible);
        var users = visible.Where(other => Inliner.Parse(other.Versions[^1].Definition).References.Contains(state.Id)).ToArray();
        if (users.Length == 0 && all.UsersOf(state.Id).FirstOrDefault(other => other.Managed is not null) is { } managed)
            throw new Refusal(409, "audience-in-use", $"The managed audience \"{managed.Name}\" refers to it, which all its users have: GET /v1/managed-audiences lists it.");
        if (users.Length > 0)
            throw new Refusal(409, "audience-in-use", $"Audiences refer to it: {string.Join(", ", users.Select(user => names.Say(user.Id)))}.")
            {
                More = new Dictionary<string, object> { ["audiences"] = users.Select(user => user.Id).ToArray() },
            };
        return await Guard(state.Name, () => access.Grain(principal, state.Id).Delete(revision));
    }

    /// <summary>Answers the audience once what its row says is in force, or after <see cref="Patience"/>.</summary>
    public async Task<AudienceAnswer> Bring(Principal principal, AudienceState state)
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

    private async Task<AudienceAnswer> Warn(Principal principal, AudienceAnswer answer, CancellationToken cancel)
    {
        // As it was saved: with keys for labels.
        var definition = Inliner.Parse(answer.Audience.Definition.GetRawText());
        return definition.IsNobody ? answer : answer with
        {
            Audience = answer.Audience with { Warnings = await warnings.After(principal, answer.Audience.Book, definition, cancel) },
        };
    }

    private async Task<AudienceDraft> Draft(Principal principal, AudienceBody body, string owner, DefinitionUse use, CancellationToken cancel)
    {
        var (definition, rule) = await check.Require(principal, body.Definition, use, cancel);
        return new AudienceDraft(
            body.Name, body.Description, use.Kind, use.Book, owner, principal.Name, clock.Now, definition.ToJson(), rule);
    }

    /// <summary>Nobody else looks at the other audiences and writes one meanwhile.</summary>
    public async Task<AudienceState?> Alone(Func<Task<AudienceState?>> order, CancellationToken cancel)
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
