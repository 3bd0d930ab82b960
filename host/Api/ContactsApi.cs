using System.Globalization;
using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/contacts: people, their tags, their archive and their messages.</summary>
internal static class ContactsApi
{
    // 1,000 contacts of 8 KB.
    private const int LargestBatch = 8 * Body.OneMegabyte;

    public static void Map(IEndpointRouteBuilder app)
    {
        var contacts = app.MapGroup("/v1/contacts").WithTags("Contacts");
        contacts.MapPost("", Upsert).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<ContactView>().Produces<ContactView>(201);
        contacts.MapPost("/batch", Batch).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<Items<BatchItem>>();
        contacts.MapGet("", List).Require(Scopes.Read).Produces<Listing<ContactView>>();
        contacts.MapGet("/{id}", Get).Require(Scopes.Read).Produces<ContactView>();
        contacts.MapPatch("/{id}", Patch).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<ContactView>();
        contacts.MapDelete("/{id}", Erase).Require(Scopes.Write).Produces(204);
        contacts.MapPut("/{id}/tags/{tag}", (HttpContext http, string id, string tag, IMediator door) => Tag(http, id, tag, true, door))
            .Require(Scopes.Write).Produces<ContactView>();
        contacts.MapDelete("/{id}/tags/{tag}", (HttpContext http, string id, string tag, IMediator door) => Tag(http, id, tag, false, door))
            .Require(Scopes.Write).Produces<ContactView>();
        contacts.MapPut("/{id}/teams/{team}", (HttpContext http, string id, string team, IMediator door, string? book) => Share(http, id, team, true, door, book))
            .Require(Scopes.Write).Produces<ContactView>();
        contacts.MapDelete("/{id}/teams/{team}", (HttpContext http, string id, string team, IMediator door, string? book) => Share(http, id, team, false, door, book))
            .Require(Scopes.Write).Produces<ContactView>();
        contacts.MapPost("/{id}/archive", Archive).Require(Scopes.Write).Produces<ContactView>();
        contacts.MapPost("/{id}/unarchive", Unarchive).Require(Scopes.Write).Produces<ContactView>();
        contacts.MapGet("/{id}/archive-history", ArchiveHistory).Require(Scopes.Read).Produces<Items<ArchiveHistoryItem>>();
        contacts.MapPost("/{id}/merge", Merge).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<ContactView>();
        contacts.MapGet("/{id}/events", Events).Require(Scopes.Read).Produces<Listing<ContactEventView>>();
        contacts.MapDelete("/{id}/events/{messageId}", Forget).Require(Scopes.Write).Produces(204);
    }

    private static async Task<IResult> Upsert(HttpContext http, IMediator door, string? book)
    {
        var written = await door.Send(new UpsertContact(http.Principal(), await Body.ReadJson(http), book), http.RequestAborted);
        if (written.Created) http.Response.Headers.Location = $"/v1/contacts/{written.Contact.Id}";
        return Answer(written.Contact, written.Created ? 201 : 200);
    }

    private static async Task<IResult> Batch(HttpContext http, IMediator door, string? book)
    {
        var body = await Body.ReadJson(http, LargestBatch);
        var fields = new Fields(body);
        var items = fields.Any("items") ?? throw Refusal.Invalid("items", "is required");
        fields.End();
        return Json.Answer(new Items<BatchItem>(await door.Send(new UpsertContacts(http.Principal(), items, book), http.RequestAborted)));
    }

    private static async Task<IResult> List(HttpContext http, IMediator door, string? q, string? book, string? audience)
    {
        var paging = Paging.Read(http);
        var page = await door.Send(
            new ListContacts(http.Principal(), q, paging.Place<Guid>(), paging.Limit, paging.Total, book, string.IsNullOrEmpty(audience) ? null : audience),
            http.RequestAborted);
        return Json.Answer(new Listing<ContactView>(page.Items, page.Next is { } next ? paging.Next(next.ToString()) : null) { Total = page.Total });
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door, string? book) =>
        Answer(await door.Send(new GetContact(http.Principal(), id, book), http.RequestAborted));

    private static async Task<IResult> Patch(HttpContext http, string id, IMediator door, string? book) =>
        Answer(await door.Send(new PatchContact(http.Principal(), id, await Body.ReadJson(http), http.IfMatch(), book), http.RequestAborted));

    private static async Task<IResult> Erase(HttpContext http, string id, IMediator door, string? book)
    {
        var suppress = Paging.ReadFlag(http.Request.Query, "suppress");
        await door.Send(new EraseContact(http.Principal(), id, suppress, book), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> Tag(HttpContext http, string id, string tag, bool on, IMediator door) =>
        Answer(await door.Send(new TagContact(http.Principal(), id, tag, on, http.Request.Query["book"]), http.RequestAborted));

    private static async Task<IResult> Share(HttpContext http, string id, string team, bool on, IMediator door, string? book) =>
        Answer(await door.Send(new ShareContact(http.Principal(), id, team, on, book), http.RequestAborted));

    private static async Task<IResult> Archive(HttpContext http, string id, IMediator door, string? book)
    {
        var reason = ReadReason(await Body.ReadOptionalJson(http));
        return Answer(await door.Send(new ArchiveContact(http.Principal(), id, true, reason, book), http.RequestAborted));
    }

    private static async Task<IResult> ArchiveHistory(HttpContext http, string id, IMediator door, string? book) =>
        Json.Answer(new Items<ArchiveHistoryItem>(await door.Send(new ListArchiveHistory(http.Principal(), id, book), http.RequestAborted)));

    private static string? ReadReason(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Undefined) return null;
        var fields = new Fields(body);
        var reason = fields.Text("reason");
        fields.End();
        return reason;
    }

    private static async Task<IResult> Unarchive(HttpContext http, string id, IMediator door, string? book) =>
        Answer(await door.Send(new ArchiveContact(http.Principal(), id, false, null, book), http.RequestAborted));

    private static async Task<IResult> Merge(HttpContext http, string id, IMediator door, string? book)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var into = fields.RequiredText("into");
        fields.End();
        return Answer(await door.Send(new MergeContact(http.Principal(), id, into, book), http.RequestAborted));
    }

    private static async Task<IResult> Events(HttpContext http, string id, IMediator door, string? book)
    {
        var paging = Paging.Read(http);
        long? after = paging.Place<long>();
        var page = await door.Send(new ListContactEvents(http.Principal(), id, after, paging.Limit, paging.Total, book), http.RequestAborted);
        var next = page.Next is { } last ? paging.Next(last.ToString(CultureInfo.InvariantCulture)) : null;
        return Json.Answer(new Listing<ContactEventView>(page.Items, next) { Total = page.Total });
    }

    private static async Task<IResult> Forget(HttpContext http, string id, string messageId, IMediator door, string? book)
    {
        await door.Send(new ForgetContactEvent(http.Principal(), id, messageId, book), http.RequestAborted);
        return Results.NoContent();
    }

    private static IResult Answer(ContactView contact, int status = 200) => Json.Answer(contact, status, contact.Version);
}

/// <summary>A list that is whole.</summary>
internal sealed record Items<T>(IReadOnlyList<T> All)
{
    [System.Text.Json.Serialization.JsonPropertyName("items")]
    public IReadOnlyList<T> All { get; } = All;
}
