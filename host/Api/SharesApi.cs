using System.Collections.Immutable;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/audiences/{id}/share and /v1/shares: audiences that are shared with their contacts.</summary>
internal static class SharesApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/shares", List).Require(Scopes.Read).WithTags("Shares").Produces<Listing<ShareView>>().WithSummary("What you share, oldest first.");
        var routes = app.MapGroup("/v1/audiences/{id}").WithTags("Shares");
        routes.MapGet("/share", Get).Require(Scopes.Read).Produces<ShareView>();
        routes.MapPut("/share", Share).Require(Scopes.Write).Accepts<ShareJson>("application/json").Produces<ShareView>(202)
            .WithSummary("Shares the audience and its contacts with these recipients and nobody else; who has it already is synced too.");
        routes.MapPost("/share/preview", Preview).Require(Scopes.Write).Accepts<ShareJson>("application/json").Produces<SharePreview>()
            .WithSummary("How many users a sync would update, and what each gets, loses and does not get. Nothing is done.");
        routes.MapPost("/share/sync", Sync).Require(Scopes.Write).Accepts<SyncJson>("application/json").Produces<ShareView>(202)
            .WithSummary("Sync now: does what the preview has shown; 409 when it is otherwise by now.");
        routes.MapDelete("/share", End).Require(Scopes.Write).Produces<ShareView>(202).WithSummary("Recipients lose the audience and its tag, and keep the contacts.");
        routes.MapPost("/leave", Leave).Require(Scopes.Write).Produces(202).WithSummary("A recipient gives a shared audience back, and keeps the contacts.");
    }

    private static async Task<IResult> List(HttpContext http, IMediator door) => Json.Answer(Paging.Read(http).PageOf(
        await door.Send(new ListShares(http.Principal()), http.RequestAborted), share => share.Id, share => share));

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new GetShare(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Share(HttpContext http, string id, IMediator door)
    {
        var recipients = await Recipients(http) ?? throw Refusal.Invalid("recipients", "is required: a list of user:…, team:… and organisation:…");
        return Accepted(http, await door.Send(new ShareAudience(http.Principal(), id, recipients), http.RequestAborted));
    }

    private static async Task<IResult> Preview(HttpContext http, string id, IMediator door) => Json.Answer(
        await door.Send(new PreviewShare(http.Principal(), id, http.Request.ContentLength is null or 0 ? null : await Recipients(http)), http.RequestAborted));

    private static async Task<IResult> Sync(HttpContext http, string id, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var preview = fields.RequiredText("preview");
        fields.End();
        return Accepted(http, await door.Send(new SyncShare(http.Principal(), id, preview), http.RequestAborted));
    }

    private static async Task<IResult> End(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new EndShare(http.Principal(), id), http.RequestAborted), 202);

    private static async Task<IResult> Leave(HttpContext http, string id, IMediator door)
    {
        await door.Send(new LeaveShare(http.Principal(), id), http.RequestAborted);
        return Results.Accepted();
    }

    private static async Task<ImmutableArray<string>?> Recipients(HttpContext http)
    {
        const int most = 1_000;
        var fields = new Fields(await Body.ReadJson(http));
        var recipients = fields.Texts("recipients");
        fields.End();
        if (recipients is { Count: 0 }) throw Refusal.Invalid("recipients", "names nobody; DELETE ends a share");
        if (recipients is { Count: > most }) throw Refusal.Invalid("recipients", $"names more than {most}; name a team or an organisation");
        return recipients is null ? null : [.. recipients.Distinct(StringComparer.Ordinal)];
    }

    private static IResult Accepted(HttpContext http, ShareView share)
    {
        http.Response.Headers.Location = $"/v1/jobs/{share.Job}";
        return Json.Answer(share, 202);
    }

    /// <param name="Recipients"><c>user:…</c>, <c>team:…</c> or <c>organisation:…</c>; left out of a preview: those that it has.</param>
    internal sealed record ShareJson(IReadOnlyList<string>? Recipients);

    /// <param name="Preview">What the preview answered.</param>
    internal sealed record SyncJson(string Preview);
}
