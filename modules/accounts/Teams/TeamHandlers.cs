using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class CreateTeamHandler(IDirectoryStore store, AudienceUpkeep upkeep, BusinessClock clock) : IRequestHandler<CreateTeam, TeamInfo>
{
    public async Task<TeamInfo> Handle(CreateTeam request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var team = new StoredTeam(by.Tenant, Install.NewId(clock), by.Organisation, request.Name, [], clock.Now);
        await store.AddTeam(team, Auditing.Entry(by, clock, "team.made", team.Id), cancel);
        await upkeep.AfterMaking(team);
        return Show(team);
    }

    public static TeamInfo Show(StoredTeam team) => new(team.Id, team.Name, team.Members, team.CreatedAt);
}

internal sealed class ListTeamsHandler(IDirectoryStore store) : IRequestHandler<ListTeams, ImmutableArray<TeamInfo>>
{
    public async Task<ImmutableArray<TeamInfo>> Handle(ListTeams request, CancellationToken cancel)
    {
        var by = request.By;
        var seesAll = by.MayChangeOrganisation;
        return [.. (await store.Teams(by.Tenant, cancel))
            .Where(team => team.Organisation == by.Organisation && (seesAll || team.Members.Contains(by.User!)))
            .OrderBy(team => team.Name, StringComparer.OrdinalIgnoreCase).ThenBy(team => team.Id, StringComparer.Ordinal)
            .Select(CreateTeamHandler.Show)];
    }
}

internal sealed class RenameTeamHandler(IDirectoryStore store, BusinessClock clock) : IRequestHandler<RenameTeam, TeamInfo?>
{
    public async Task<TeamInfo?> Handle(RenameTeam request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var team = await store.ChangeTeam(
            by.Tenant, request.Id, held => held.Organisation == by.Organisation ? held with { Name = request.Name } : null,
            Auditing.Entry(by, clock, "team.renamed", request.Id), cancel);
        return team is null ? null : CreateTeamHandler.Show(team);
    }
}

internal sealed class RemoveTeamHandler(IDirectoryStore store, KeyCache cache, AudienceUpkeep upkeep, BusinessClock clock) : IRequestHandler<RemoveTeam, bool>
{
    public async Task<bool> Handle(RemoveTeam request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var team = (await store.Teams(by.Tenant, cancel)).FirstOrDefault(team => team.Id == request.Id && team.Organisation == by.Organisation);
        if (team is null) return false;
        try
        {
            if (!await store.RemoveTeam(by.Tenant, request.Id, Auditing.Entry(by, clock, "team.removed", request.Id), cancel)) return false;
            cache.Clear();
            await upkeep.AfterRemoving(team);
            return true;
        }
        finally
        {
            cache.Clear();
        }
    }
}

internal sealed class TeamNameHandler(IDirectoryStore store) : IRequestHandler<TeamName, string?>
{
    public async Task<string?> Handle(TeamName request, CancellationToken cancel) =>
        (await store.Teams(request.Tenant, cancel)).FirstOrDefault(team => team.Id == request.Team)?.Name;
}

internal sealed class SetTeamMemberHandler(IDirectoryStore store, KeyCache cache, AudienceUpkeep upkeep, BusinessClock clock)
    : IRequestHandler<SetTeamMember, TeamInfo?>
{
    public async Task<TeamInfo?> Handle(SetTeamMember request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var user = await store.User(by.Tenant, request.User, cancel);
        if (user?.Organisation != by.Organisation) return null;
        try
        {
            var team = await store.ChangeTeam(
                by.Tenant, request.Team, held => held.Organisation == by.Organisation ? With(held, request.User, request.On) : null,
                Auditing.Entry(by, clock, request.On ? "team.joined" : "team.left", request.Team, new { request.User }), cancel);
            if (team is null) return null;
            cache.Clear();
            await upkeep.AfterChangeOf(by.Tenant, user.Id);
            return CreateTeamHandler.Show(team);
        }
        finally
        {
            // Also when the outcome is unknown: the next request then asks the store.
            cache.Clear();
        }
    }

    private static StoredTeam With(StoredTeam team, string user, bool isIn)
    {
        var others = team.Members.Where(member => member != user);
        return team with { Members = [.. (isIn ? others.Append(user) : others).Order(StringComparer.Ordinal)] };
    }
}
