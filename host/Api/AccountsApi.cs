using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>Who a key is, and keys.</summary>
internal static class AccountsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1").WithTags("Accounts");
        routes.MapGet("/me", Me).Produces<MeJson>().WithSummary("The tenant, organisation, user, book and scopes of the key.");
        routes.MapPost("/keys", Create).Require(Scopes.Admin).Accepts<NewKeyJson>("application/json").Produces<MadeKeyJson>(201)
            .WithSummary("Makes a key; the answer is the only place where it is shown.");
        routes.MapGet("/keys", List).Require(Scopes.Admin).Produces<Listing<KeyJson>>().WithSummary("Keys in use, oldest first.");
        routes.MapPost("/keys/{id}/rotate", Rotate).Require(Scopes.Read).Accepts<RotationJson>("application/json").Produces<MadeKeyJson>(201)
            .WithSummary("Makes a key like this one, which goes on for a while. Everybody may do so with his own, but not a page with its own.");
        routes.MapDelete("/keys/{id}", Revoke).Require(Scopes.Admin).Produces(204).WithSummary("Revokes a key at once.");
    }

    private static IResult Me(HttpContext http)
    {
        var me = http.Principal();
        var user = me.User is null ? null : new UserJson(me.User, me.Role);
        string[] books = [.. me.OwnBooks.Union(me.OrganisationBooks), .. me.Teams.Select(Books.OfTeam)];
        return Json.Answer(new MeJson(me.Tenant, me.Organisation, user, me.Book, books, ScopeWords.Write(me.Scopes), SwitchesView.Of(me.Switches)));
    }

    private static async Task<IResult> Create(HttpContext http, IMediator mediator)
    {
        var order = Read(http.Principal(), await Body.ReadJson(http));
        return Answer(await mediator.Send(order, http.RequestAborted));
    }

    private static IResult Answer(CreatedKey made) => Json.Answer(
        new MadeKeyJson(
            made.Info.Id, made.Key, made.Info.Name, ScopeWords.Write(made.Info.Scopes), made.Info.User, made.Info.Book, made.Info.Server,
            made.Info.ExpiresAt),
        201);

    private static async Task<IResult> Rotate(HttpContext http, string id, IMediator mediator)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var overlap = fields.Span("overlap") ?? TimeSpan.FromDays(1);
        fields.End();
        return Answer(await mediator.Send(new RotateKey(http.Principal(), id, overlap), http.RequestAborted));
    }

    private static CreateKey Read(Principal by, JsonElement body)
    {
        var fields = new Fields(body);
        var name = fields.RequiredText("name", longest: 200);
        var scopes = ScopeWords.Read(fields);
        var order = new CreateKey(by, name, scopes, fields.Text("book"), fields.Flag("server") ?? false, fields.Time("expiresAt"),
            fields.Text("principal") switch
            {
                null or "me" => false,
                "organisation" => true,
                _ => fields.Wrong<bool>("principal", "is me or organisation"),
            });
        fields.End();
        return order;
    }

    private static async Task<IResult> List(HttpContext http, IMediator mediator)
    {
        var paging = Paging.Read(http);
        var keys = await mediator.Send(new ListKeys(http.Principal()), http.RequestAborted);
        return Json.Answer(paging.PageOf(keys, key => $"{key.CreatedAt}|{key.Id}", KeyJson.Of));
    }

    private static async Task<IResult> Revoke(HttpContext http, string id, IMediator mediator) =>
        await mediator.Send(new RevokeKey(http.Principal(), id), http.RequestAborted)
            ? Results.NoContent()
            : throw new Refusal(404, "unknown-id", "There is no such key.");
}

internal sealed record MeJson(string Tenant, string Organisation, UserJson? User, string Book, IReadOnlyList<string> Books, IReadOnlyList<string> Scopes,
    SwitchesView Switches);

internal sealed record UserJson(string Id, string? Role);

/// <param name="Principal">me (the default) or organisation.</param>
internal sealed record NewKeyJson(string Name, IReadOnlyList<string> Scopes, string? Book, bool? Server, Instant? ExpiresAt, string? Principal);

/// <param name="Overlap">How long the old key goes on: <c>24h</c> when absent, at most 30 days.</param>
internal sealed record RotationJson(string? Overlap);

internal sealed record MadeKeyJson(
    string Id, string Key, string Name, IReadOnlyList<string> Scopes, string? User, string Book, bool Server, Instant? ExpiresAt);

internal sealed record KeyJson(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string? User, string Book, bool Server,
    Instant CreatedAt, Instant? ExpiresAt, Instant? UsedAt)
{
    public static KeyJson Of(KeyInfo key) => new(
        key.Id, key.Name, key.Prefix, ScopeWords.Write(key.Scopes), key.User, key.Book, key.Server, key.CreatedAt, key.ExpiresAt, key.UsedAt);
}
