using System.Collections.Immutable;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>Organisations, users, invitations and teams, and the audit log of what was done to them.</summary>
internal static class PeopleApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1").WithTags("People");
        routes.MapGet("/organisations", Organisations).Require(Scopes.Admin).Produces<Listing<OrganisationInfo>>();
        routes.MapPost("/organisations", AddOrganisation).Require(Scopes.Admin).Accepts<NewOrganisationJson>("application/json").Produces<MadeOrganisation>(201)
            .WithSummary("Another organisation of the tenant, and an invitation for its first owner.");
        routes.MapGet("/users", Users).Require(Scopes.Admin).Produces<Listing<UserInfo>>();
        routes.MapPatch("/users/{id}", Change).Require(Scopes.Admin).Accepts<UserPatchJson>("application/json").Produces<UserInfo>();
        routes.MapPost("/users/{id}/transfer", Transfer).Require(Scopes.Admin).Accepts<TransferJson>("application/json").Produces<TransferredJson>()
            .WithSummary("A disabled user's contacts become another user's, or the organisation's.");
        routes.MapDelete("/users/{id}/books", EraseBooks).Require(Scopes.Admin).Produces<Items<JobView>>(202)
            .WithSummary("Erases the contacts of a user who has been disabled for 30 days.");
        routes.MapGet("/invitations", Invitations).Require(Scopes.Admin).Produces<Listing<InvitationInfo>>();
        routes.MapPost("/invitations", Invite).Require(Scopes.Admin).Accepts<NewInvitationJson>("application/json").Produces<MadeInvitation>(201);
        routes.MapDelete("/invitations/{id}", Withdraw).Require(Scopes.Admin).Produces(204);
        routes.MapPost("/invitations/accept", Accept).ReadsKeyItself().Accepts<AcceptJson>("application/json").Produces<AcceptedInvitation>(201)
            .WithSummary("Whoever has the token becomes the user; the answer is the only place where the key is shown.");
        TeamsApi.Map(routes);
        routes.MapGet("/audit", Audit).Require(Scopes.Admin).Produces<Listing<AuditItem>>().WithSummary("What was done to accounts and connections, oldest first.");
        routes.MapPost("/audit/verify", VerifyAudit).Require(Scopes.Admin).Produces<AuditFinding>();
    }

    private static async Task<IResult> Organisations(HttpContext http, IMediator door) =>
        Page(http, await door.Send(new ListOrganisations(http.Principal()), http.RequestAborted), item => $"{item.CreatedAt}|{item.Id}");

    private static async Task<IResult> AddOrganisation(HttpContext http, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var order = new CreateOrganisation(http.Principal(), fields.RequiredText("name", longest: 200), fields.RequiredText("ownerEmail"));
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted), 201);
    }

    private static async Task<IResult> Users(HttpContext http, IMediator door) =>
        Page(http, await door.Send(new ListUsers(http.Principal()), http.RequestAborted), item => $"{item.CreatedAt}|{item.Id}");

    private static async Task<IResult> Change(HttpContext http, string id, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http), "", "id", "organisation", "email", "books", "createdAt", "disabledAt");
        var name = fields.Has("name") ? fields.RequiredText("name", longest: 200) : null;
        var order = new ChangeUser(http.Principal(), id, name, fields.Text("role"), fields.Flag("disabled"), ReadSwitches(fields));
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted));
    }

    private static SwitchesChange? ReadSwitches(Fields fields)
    {
        if (fields.Any("switches") is not { } given) return null;
        var switches = new Fields(given, "switches");
        var change = new SwitchesChange(switches.Flag("shareAudiences"), switches.Flag("shareWithTeams"));
        switches.End();
        return change;
    }

    private static async Task<IResult> Transfer(HttpContext http, string id, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var to = fields.RequiredText("to");
        fields.End();
        var books = await door.Send(new TransferBooks(http.Principal(), id, to == "organisation" ? null : to), http.RequestAborted);
        return Json.Answer(new TransferredJson(books));
    }

    private static async Task<IResult> EraseBooks(HttpContext http, string id, IMediator door) =>
        Json.Answer(new Items<JobView>(await door.Send(new EraseBooks(http.Principal(), id), http.RequestAborted)), 202);

    private static async Task<IResult> Invitations(HttpContext http, IMediator door) =>
        Page(http, await door.Send(new ListInvitations(http.Principal()), http.RequestAborted), item => $"{item.CreatedAt}|{item.Id}");

    private static async Task<IResult> Invite(HttpContext http, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var order = new InviteUser(http.Principal(), fields.RequiredText("email"), fields.RequiredText("role"));
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted), 201);
    }

    private static async Task<IResult> Withdraw(HttpContext http, string id, IMediator door) =>
        await door.Send(new WithdrawInvitation(http.Principal(), id), http.RequestAborted)
            ? Results.NoContent()
            : throw new Refusal(404, "unknown-invitation", "There is no such invitation that waits.");

    private static async Task<IResult> Accept(HttpContext http, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var order = new AcceptInvitation(fields.RequiredText("token"), fields.RequiredText("name", longest: 200));
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted), 201);
    }

    private static async Task<IResult> Audit(HttpContext http, IMediator door)
    {
        var paging = Paging.Read(http);
        var items = await door.Send(new ListAudit(http.Principal(), paging.Place<long>() ?? 0, paging.Limit + 1), http.RequestAborted);
        return Json.Answer(paging.Page(items, item => $"{item.Number}", item => item));
    }

    private static async Task<IResult> VerifyAudit(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new VerifyAudit(http.Principal()), http.RequestAborted));

    internal static IResult Page<T>(HttpContext http, ImmutableArray<T> all, Func<T, string> place) =>
        Json.Answer(Paging.Read(http).PageOf(all, place, item => item));

    internal sealed record NewOrganisationJson(string Name, string OwnerEmail);

    internal sealed record UserPatchJson(string? Name, string? Role, bool? Disabled, SwitchesChange? Switches);

    /// <param name="To">A user's id, or organisation.</param>
    internal sealed record TransferJson(string To);

    internal sealed record TransferredJson(IReadOnlyList<string> Books);

    internal sealed record NewInvitationJson(string Email, string Role);

    internal sealed record AcceptJson(string Token, string Name);
}
