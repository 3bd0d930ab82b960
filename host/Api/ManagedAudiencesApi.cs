using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/managed-audiences: filters that an admin makes once, and each recipient has over his own book.</summary>
internal static class ManagedAudiencesApi
{
    private const int MostRecipients = 1_000, LongestDescription = 2_000;

    private static readonly string[] ReadOnly = ["id", "stopped", "users", "used", "ending", "spreading", "createdAt", "createdBy", "updatedAt", "version"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1/managed-audiences").WithTags("Managed audiences");
        routes.MapGet("", List).Require(Scopes.Admin).Produces<Listing<ManagedView>>();
        routes.MapPost("", Create).Require(Scopes.Admin).Accepts<ManagedJson>("application/json").Produces<ManagedView>(201)
            .WithSummary("Each recipient has it over his own book, with filters that he cannot edit. `spreading` says how far that is.");
        routes.MapGet("/{id}", Get).Require(Scopes.Admin).Produces<ManagedView>().WithSummary("How many have it, and how many use it: it is active, or something refers to it.");
        routes.MapPut("/{id}", Replace).Require(Scopes.Admin).Accepts<ManagedJson>("application/json").Produces<ManagedView>()
            .WithSummary("Changes it for all who have it. A stopped user who is named among the recipients gets it again.");
        routes.MapPost("/{id}/stop", Stop).Require(Scopes.Admin).Accepts<StopJson>("application/json").Produces<ManagedStopView>()
            .WithSummary("For recipients or for single users: who uses it keeps it as a custom audience of his own, others have it no longer. `dryRun` says how many.");
        routes.MapDelete("/{id}", End).Require(Scopes.Admin).Produces<ManagedStopView>()
            .WithSummary("Stops it for all, with ?confirm=true; ?dryRun=true says what would happen.");
    }

    private static async Task<IResult> List(HttpContext http, IMediator door) =>
        PeopleApi.Page(http, await door.Send(new ListManaged(http.Principal()), http.RequestAborted), set => set.Id);

    private static async Task<IResult> Create(HttpContext http, IMediator door)
    {
        var made = await door.Send(new CreateManaged(http.Principal(), await ReadBody(http)), http.RequestAborted);
        http.Response.Headers.Location = $"/v1/managed-audiences/{made.Id}";
        return Json.Answer(made, 201, made.Version);
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door) =>
        Answer(await door.Send(new GetManaged(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Replace(HttpContext http, string id, IMediator door) =>
        Answer(await door.Send(new ReplaceManaged(http.Principal(), id, await ReadBody(http), http.IfMatch()), http.RequestAborted));

    private static async Task<IResult> Stop(HttpContext http, string id, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var (recipients, users) = (Names(fields, "recipients"), Names(fields, "users"));
        if ((recipients ?? users) is null) fields.Wrong<bool>("recipients", "or users: name whom to stop it for. DELETE stops it for all");
        var order = new StopManaged(http.Principal(), id, recipients, users, fields.Flag("confirm") ?? false, fields.Flag("dryRun") ?? false);
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted));
    }

    private static async Task<IResult> End(HttpContext http, string id, IMediator door)
    {
        var query = http.Request.Query;
        var order = new StopManaged(http.Principal(), id, null, null, Paging.ReadFlag(query, "confirm"), Paging.ReadFlag(query, "dryRun"));
        return Json.Answer(await door.Send(order, http.RequestAborted));
    }

    private static async Task<ManagedBody> ReadBody(HttpContext http)
    {
        var fields = new Fields(await Body.ReadJson(http), "", ReadOnly);
        var body = new ManagedBody(
            fields.RequiredText("name", longest: 200), fields.Text("description", LongestDescription), fields.Any("definition") ?? fields.Wrong<JsonElement>("definition", "is required"),
            Names(fields, "recipients") ?? fields.Wrong<ImmutableArray<string>>("recipients", "is required: [\"everyone\"], or user:…, team:… and so on; [] for nobody yet"));
        fields.End();
        return body;
    }

    private static ImmutableArray<string>? Names(Fields fields, string name)
    {
        if (fields.Texts(name) is not { } names) return null;
        if (names.Count > MostRecipients) return fields.Wrong<ImmutableArray<string>>(name, $"has more than {MostRecipients} items");
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static IResult Answer(ManagedView set) => Json.Answer(set, 200, set.Version);

    /// <param name="Definition">As of an audience. It refers to the organisation's audiences alone.</param>
    /// <param name="Recipients">everyone, user:…, team:…, organisation:…</param>
    internal sealed record ManagedJson(string Name, string? Description, JsonElement Definition, string[] Recipients);

    /// <param name="Confirm">Without it, 409 with what would happen.</param>
    internal sealed record StopJson(string[]? Recipients, string[]? Users, bool? Confirm, bool? DryRun);
}
