using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/connectors: the organisation's connections to outside systems.</summary>
internal static class ConnectorsApi
{
    private const int LongestName = 200;
    private static readonly string[] ReadOnly = ["id", "secrets", "health", "authorized", "createdAt", "createdBy"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1/connectors").WithTags("Connectors");
        routes.MapGet("", List).Require(Scopes.Admin).Produces<Listing<ConnectionView>>()
            .WithSummary("The organisation's connections by name; GET /v1/plugins lists the connectors that they may be made by.");
        routes.MapPost("", Create).Require(Scopes.Admin).Accepts<NewConnectionJson>("application/json").Produces<ConnectionView>(201)
            .WithSummary("Settings are those of the connector's form. Secrets among them are kept encrypted and never answered.");
        routes.MapGet("/{id}", Get).Require(Scopes.Admin).Produces<ConnectionView>();
        routes.MapPatch("/{id}", Change).Require(Scopes.Admin).Accepts<ConnectionPatchJson>("application/json").Produces<ConnectionView>()
            .WithSummary("Settings that are left out stay, secrets too; null takes one away. Syncs that wait because of the old ones go on.");
        routes.MapDelete("/{id}", Remove).Require(Scopes.Admin).Produces(204);
        routes.MapPost("/{id}/test", Test).Require(Scopes.Admin).Produces<ConnectionHealthView>().WithSummary("Whether it works now, asked of the other side.");
        routes.MapPost("/{id}/authorize", Authorize).Require(Scopes.Admin).Produces<AuthorizationView>()
            .WithSummary("Where the admin's browser goes to let this server in at the other side (OAuth 2.0). It comes back to /v1/connectors/authorized, which is registered there.");
        routes.MapGet("/authorized", Authorized).ReadsKeyItself().Produces(200, contentType: "text/html").WithSummary("For browsers that come back from there.");
        routes.MapGet("/{id}/calls", Calls).Require(Scopes.Admin).Produces<Listing<ConnectionCallView>>()
            .WithSummary("Its last 100 calls since the server started, newest first, with secrets masked.");
    }

    private static async Task<IResult> List(HttpContext http, IMediator door) => Json.Answer(
        Paging.Read(http).PageOf(await door.Send(new ListConnections(http.Principal()), http.RequestAborted), Place, connection => connection));

    // As the list is sorted.
    private static string Place(ConnectionView connection) => $"{connection.Name.ToUpperInvariant()}\u0001{connection.Id}";

    private static async Task<IResult> Create(HttpContext http, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http), "", ReadOnly);
        var order = new CreateConnection(
            http.Principal(), fields.RequiredText("connector", longest: 40), fields.RequiredText("name", LongestName),
            fields.Any("settings") ?? JsonSerializer.SerializeToElement(new { }));
        fields.End();
        var made = await door.Send(order, http.RequestAborted);
        http.Response.Headers.Location = $"/v1/connectors/{made.Id}";
        return Json.Answer(made, 201, made.Version);
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door)
    {
        var connection = await door.Send(new GetConnection(http.Principal(), id), http.RequestAborted);
        return Json.Answer(connection, version: connection.Version);
    }

    private static async Task<IResult> Change(HttpContext http, string id, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http), "", [.. ReadOnly, "connector"]);
        var order = new ChangeConnection(
            http.Principal(), id, fields.Has("name") ? fields.RequiredText("name", LongestName) : null, fields.Any("settings"), http.IfMatch());
        fields.End();
        var changed = await door.Send(order, http.RequestAborted);
        return Json.Answer(changed, version: changed.Version);
    }

    private static async Task<IResult> Remove(HttpContext http, string id, IMediator door)
    {
        await door.Send(new RemoveConnection(http.Principal(), id), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> Test(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new TestConnection(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Authorize(HttpContext http, string id, IMediator door)
    {
        var (scheme, host) = CalledAs.Of(http.Request);
        if (!Uri.TryCreate($"{scheme}://{host}/v1/connectors/authorized", UriKind.Absolute, out var back))
            throw Refusal.Invalid("Host", "Call the server by the address that browsers have for it.");
        return Json.Answer(await door.Send(new AuthorizeConnection(http.Principal(), id, back), http.RequestAborted));
    }

    private static async Task<IResult> Authorized(HttpContext http, string? state, string? code, string? error, IMediator door)
    {
        // The code is in the address.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            return AuthorizedPage.Connected(await door.Send(new FinishAuthorization(state, code, error), http.RequestAborted));
        }
        catch (Refusal refused)
        {
            return AuthorizedPage.Failed(refused.Status, refused.Message);
        }
    }

    private static async Task<IResult> Calls(HttpContext http, string id, IMediator door) =>
        Json.Answer(new Listing<ConnectionCallView>(await door.Send(new ListConnectionCalls(http.Principal(), id), http.RequestAborted), null));

    internal sealed record NewConnectionJson(string Connector, string Name, JsonElement? Settings);

    internal sealed record ConnectionPatchJson(string? Name, JsonElement? Settings);
}
