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
        routes.MapDelete("/keys/{id}", Revoke).Require(Scopes.Admin).Produces(204).WithSummary("Revokes a key at once.");
    }

    private static IResult Me(HttpContext http)
    {
        var me = http.Principal();
        var user = me.User is null ? null : new UserJson(me.User, me.Role);
        return Json.Answer(new MeJson(me.Tenant, me.Organisation, user, me.Book, ScopeWords.Write(me.Scopes)));
    }

    private static async Task<IResult> Create(HttpContext http, IMediator mediator)
    {
        var order = Read(http.Principal(), await Body.ReadJson(http));
        var (info, key) = await mediator.Send(order, http.RequestAborted);
        return Json.Answer(new MadeKeyJson(info.Id, key, info.Name, ScopeWords.Write(info.Scopes), info.Book, info.Server, info.ExpiresAt), 201);
    }

    private static CreateKey Read(Principal by, JsonElement body)
    {
        var fields = new Fields(body);
        var name = fields.RequiredText("name", longest: 200);
        var scopes = ScopeWords.Read(fields);
        var order = new CreateKey(by, name, scopes, fields.Text("book"), fields.Flag("server") ?? false, fields.Time("expiresAt"));
        fields.End();
        return order;
    }

    private static async Task<IResult> List(HttpContext http, IMediator mediator)
    {
        var paging = Paging.Read(http);
        var keys = await mediator.Send(new ListKeys(http.Principal()), http.RequestAborted);
        // A key that the cursor names may be revoked by now, so the place is when and who, not where.
        var rest = keys.Where(key => paging.After is null || string.CompareOrdinal(Place(key), paging.After) > 0).Take(paging.Limit + 1);
        return Json.Answer(paging.Page([.. rest], Place, KeyJson.Of, keys.Length));
    }

    private static string Place(KeyInfo key) => $"{key.CreatedAt}|{key.Id}";

    private static async Task<IResult> Revoke(HttpContext http, string id, IMediator mediator) =>
        await mediator.Send(new RevokeKey(http.Principal(), id), http.RequestAborted)
            ? Results.NoContent()
            : throw new Refusal(404, "unknown-id", "There is no such key.");
}

internal sealed record MeJson(string Tenant, string Organisation, UserJson? User, string Book, IReadOnlyList<string> Scopes);

internal sealed record UserJson(string Id, string? Role);

internal sealed record NewKeyJson(string Name, IReadOnlyList<string> Scopes, string? Book, bool? Server, Instant? ExpiresAt);

internal sealed record MadeKeyJson(
    string Id, string Key, string Name, IReadOnlyList<string> Scopes, string Book, bool Server, Instant? ExpiresAt);

internal sealed record KeyJson(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string? User, string Book, bool Server,
    Instant CreatedAt, Instant? ExpiresAt)
{
    public static KeyJson Of(KeyInfo key) => new(
        key.Id, key.Name, key.Prefix, ScopeWords.Write(key.Scopes), key.User, key.Book, key.Server, key.CreatedAt, key.ExpiresAt);
}
