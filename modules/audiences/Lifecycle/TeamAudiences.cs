using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>What the people of every team find: Shared, the contacts that are shared with it, and Archived, those it has put away.</summary>
internal sealed class TeamAudiences(
    IGrainFactory grains, IAudienceStore store, AudienceBuilds builds, Inliner inliner, BusinessClock clock)
{
    public const string Kind = "team";

    private static readonly (string Name, string Definition)[] Each =
    [
        ("Shared", """{"match":"all","conditions":[{"field":"archived","op":"equals","value":false}]}"""),
        ("Archived", """{"match":"all","conditions":[{"field":"archived","op":"equals","value":true}]}"""),
    ];

    /// <summary>Makes those that are missing and waits until they are in force.</summary>
    public async Task Keep(string tenant, IReadOnlyCollection<string> teams, CancellationToken cancel)
    {
        var there = await store.All(tenant, cancel);
        var missing = teams.SelectMany(team => Each.Select(each => Draft(Books.OfTeam(team), each.Name, each.Definition)))
            .Where(draft => there.Find(IdOf(draft)) is null);
        foreach (var draft in missing)
        {
            await SystemAudience.Create(Grain(tenant, IdOf(draft)), draft);
            await builds.Bring(tenant, IdOf(draft)).WaitAsync(cancel);
        }
    }

    public async Task Drop(string tenant, Func<string, bool> isGone, CancellationToken cancel)
    {
        foreach (var state in await store.All(tenant, cancel))
            if (state.Kind == Kind && Books.TeamOf(state.Book) is { } team && isGone(team) && await Grain(tenant, state.Id).Delete(revision: null) is { } deleted)
                await builds.Drop(tenant, deleted);
    }

    private IAudienceGrain Grain(string tenant, string id) => grains.GetGrain<IAudienceGrain>(GrainKeys.Audience(tenant, id));

    private static string IdOf(AudienceDraft draft) => SystemAudience.IdOf(draft.Name, draft.Owner, draft.Book);

    private AudienceDraft Draft(string book, string name, string definition)
    {
        var canonical = Definition.Stored(definition).ToJson();
        return new AudienceDraft(
            name, null, Kind, book, book, "system", clock.Now, canonical, inliner.Inline(canonical, [], JudgedAs.Of(Kind, book, null)), Cause.Activated);
    }
}

internal sealed class ListTeamContactsHandler(AllPartitions partitions) : IRequestHandler<ListTeamContacts, IReadOnlyList<Guid>>
{
    public async Task<IReadOnlyList<Guid>> Handle(ListTeamContacts request, CancellationToken cancel)
    {
        var parts = await Task.WhenAll((await partitions.Of(request.Tenant, cancel)).Select(
            partition => partition.TeamContacts(request.Team, request.After, request.Limit)));
        return [.. parts.SelectMany(part => part).Order().Take(request.Limit)];
    }
}

internal sealed class KeepTeamAudiencesHandler(TeamAudiences teams) : IRequestHandler<KeepTeamAudiences>
{
    public async Task<Unit> Handle(KeepTeamAudiences request, CancellationToken cancel)
    {
        await teams.Keep(request.Tenant, request.Teams, cancel);
        if (request.AreAll)
            await teams.Drop(request.Tenant, team => !request.Teams.Contains(team), cancel);
        return Unit.Value;
    }
}

internal sealed class DropTeamAudiencesHandler(TeamAudiences teams) : IRequestHandler<DropTeamAudiences>
{
    public async Task<Unit> Handle(DropTeamAudiences request, CancellationToken cancel)
    {
        await teams.Drop(request.Tenant, team => team == request.Team, cancel);
        return Unit.Value;
    }
}
