using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

/// <summary>What the people of every team find: Shared, the contacts that are shared with it, and Archived, those it has put away.</summary>
internal sealed class TeamAudiences(IAudienceStore store, SystemAudienceMaker maker, AudienceBuilds builds)
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
        var missing =
            from book in teams.Select(Books.OfTeam)
            from each in Each
            where there.Find(SystemAudience.IdOf(each.Name, book, book)) is null
            select maker.Draft(Kind, each.Name, book, book, each.Definition);
        foreach (var draft in missing)
            await maker.Make(tenant, draft, cancel);
    }

    public async Task Drop(string tenant, Func<string, bool> isGone, CancellationToken cancel)
    {
        foreach (var state in await store.All(tenant, cancel))
            if (state.Kind == Kind && Books.TeamOf(state.Book) is { } team && isGone(team) && await maker.Grain(tenant, state.Id).Delete(revision: null) is { } deleted)
                await builds.Drop(tenant, deleted);
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
