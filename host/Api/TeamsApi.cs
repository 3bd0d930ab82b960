using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/teams: who works together.</summary>
internal static class TeamsApi
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/teams", List).Require(Scopes.Read).Produces<Listing<TeamInfo>>().WithSummary("All teams to admins, to others their own.");
        routes.MapPost("/teams", Create).Require(Scopes.Admin).Accepts<TeamJson>("application/json").Produces<TeamInfo>(201);
        routes.MapPatch("/teams/{id}", Rename).Require(Scopes.Admin).Accepts<TeamJson>("application/json").Produces<TeamInfo>();
        routes.MapDelete("/teams/{id}", Remove).Require(Scopes.Admin).Produces(204);
        routes.MapPut("/teams/{id}/members/{user}", (HttpContext http, string id, string user, IMediator door) => SetMember(http, id, user, true, door))
            .Require(Scopes.Admin).Produces<TeamInfo>();
        routes.MapDelete("/teams/{id}/members/{user}", (HttpContext http, string id, string user, IMediator door) => SetMember(http, id, user, false, door))
            .Require(Scopes.Admin).Produces<TeamInfo>();
    }

    private static async Task<IResult> List(HttpContext http, IMediator door) =>
        PeopleApi.Page(http, await door.Send(new ListTeams(http.Principal()), http.RequestAborted), Place);

    // As the list is sorted: by name whatever its case; below every letter that a name may hold stands what parts it from the id.
    private static string Place(TeamInfo team) => $"{team.Name.ToUpperInvariant()}\u0001{team.Id}";

    private static async Task<IResult> Create(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new CreateTeam(http.Principal(), await Name(http)), http.RequestAborted), 201);

    private static async Task<IResult> Rename(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new RenameTeam(http.Principal(), id, await Name(http)), http.RequestAborted) ?? throw Unknown());

    private static async Task<IResult> Remove(HttpContext http, string id, IMediator door) =>
        await door.Send(new RemoveTeam(http.Principal(), id), http.RequestAborted) ? Results.NoContent() : throw Unknown();

    private static async Task<IResult> SetMember(HttpContext http, string id, string user, bool on, IMediator door) =>
        Json.Answer(await door.Send(new SetTeamMember(http.Principal(), id, user, on), http.RequestAborted)
            ?? throw new Refusal(404, "unknown-id", "There is no such team, or no such user, in the organisation."));

    private static async Task<string> Name(HttpContext http)
    {
        var fields = new Fields(await Body.ReadJson(http), "", "id", "members", "createdAt");
        var name = fields.RequiredText("name", longest: 200);
        fields.End();
        return name;
    }

    private static Refusal Unknown() => new(404, "unknown-team", "There is no such team in the organisation.");

    internal sealed record TeamJson(string Name);
}
