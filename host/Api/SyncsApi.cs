using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/syncs: audiences that are kept equal at outside systems.</summary>
internal static class SyncsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1/syncs").WithTags("Syncs");
        routes.MapGet("", List).Require(Scopes.Admin).Produces<Listing<SyncView>>();
        routes.MapPost("", Create).Require(Scopes.Admin).Accepts<NewSyncJson>("application/json").Produces<SyncView>(201)
            .WithSummary("Sends all members of an audience to a connection, then every change of it as it is announced.");
        routes.MapGet("/{id}", Get).Require(Scopes.Admin).Produces<SyncView>()
            .WithSummary("synced: the other side has acknowledged every change. failed: it is tried again, later and later, for three days.");
        routes.MapDelete("/{id}", Remove).Require(Scopes.Admin).Produces(204).WithSummary("It ends; who is at the other side stays there.");
        routes.MapPost("/{id}/pause", Pause).Require(Scopes.Admin).Produces<SyncView>();
        routes.MapPost("/{id}/resume", Resume).Require(Scopes.Admin).Produces<SyncView>().WithSummary("At once, also where it waits after a failure.");
        routes.MapPost("/{id}/run", Rerun).Require(Scopes.Admin).Produces<SyncView>(202).WithSummary("Sends all members again, then goes on with the changes.");
        routes.MapGet("/{id}/runs", Runs).Require(Scopes.Admin).Produces<Listing<SyncRunView>>().WithSummary("The last 100 that ended, newest first.");
        routes.MapGet("/{id}/rejected", Rejected).Require(Scopes.Admin).Produces<Listing<SyncRejectView>>()
            .WithSummary("Whom the other side does not take, and why; they are tried again when they leave and enter, and by a full run.");
    }

    private static async Task<IResult> List(HttpContext http, IMediator door, string? audience, string? connection) => Json.Answer(Paging.Read(http).PageOf(
        await door.Send(new ListSyncs(http.Principal(), audience, connection), http.RequestAborted), sync => sync.Id, sync => sync));

    private static async Task<IResult> Create(HttpContext http, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var order = new CreateSync(http.Principal(), fields.RequiredText("audience"), fields.RequiredText("connection"), fields.Texts("fields"));
        fields.End();
        var made = await door.Send(order, http.RequestAborted);
        http.Response.Headers.Location = $"/v1/syncs/{made.Id}";
        return Json.Answer(made, 201);
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new GetSync(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Remove(HttpContext http, string id, IMediator door)
    {
        await door.Send(new RemoveSync(http.Principal(), id), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> Pause(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new PauseSync(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Resume(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new ResumeSync(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Rerun(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new RerunSync(http.Principal(), id), http.RequestAborted), 202);

    private static async Task<IResult> Runs(HttpContext http, string id, IMediator door) =>
        Json.Answer(new Listing<SyncRunView>(await door.Send(new ListSyncRuns(http.Principal(), id), http.RequestAborted), null));

    private static async Task<IResult> Rejected(HttpContext http, string id, IMediator door)
    {
        var paging = Paging.Read(http);
        var rejects = await door.Send(new ListSyncRejects(http.Principal(), id, paging.Place<Guid>(), paging.Limit + 1), http.RequestAborted);
        return Json.Answer(paging.Page(rejects, reject => reject.ContactId.ToString(), reject => reject));
    }

    /// <param name="Fields">externalId, email, phone, firstName, lastName, company, birthday, address, subscribed, tags, trait.&lt;key&gt;, custom.&lt;key&gt;; the first five when left out.</param>
    internal sealed record NewSyncJson(string Audience, string Connection, string[]? Fields);
}
