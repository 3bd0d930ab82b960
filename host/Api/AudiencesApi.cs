using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/audiences: definitions, lifecycle, members and changes.</summary>
internal static class AudiencesApi
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static void Map(IEndpointRouteBuilder app)
    {
        var audiences = app.MapGroup("/v1/audiences").WithTags("Audiences");
        audiences.MapPost("", Create).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<AudienceView>(201).Produces<AudienceView>(202);
        audiences.MapGet("", List).Require(Scopes.Read).Produces<Listing<AudienceView>>();
        audiences.MapPost("/preview", Preview).Require(Scopes.Read).Accepts<JsonElement>("application/json").Produces<PreviewAnswer>();
        audiences.MapGet("/{id}", Get).Require(Scopes.Read).Produces<AudienceView>();
        audiences.MapPut("/{id}", Replace).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<AudienceView>().Produces<AudienceView>(202);
        audiences.MapDelete("/{id}", Delete).Require(Scopes.Write).Produces(204);
        audiences.MapPost("/{id}/activate", (HttpContext http, string id, IMediator door) => SetStatus(http, id, "active", door))
            .Require(Scopes.Write).Produces<AudienceView>().Produces<AudienceView>(202);
        audiences.MapPost("/{id}/pause", (HttpContext http, string id, IMediator door) => SetStatus(http, id, "paused", door))
            .Require(Scopes.Write).Produces<AudienceView>();
        audiences.MapGet("/{id}/members", Members).Require(Scopes.Read).Produces<MembersAnswer>();
        audiences.MapGet("/{id}/members/{contactId}", Member).Require(Scopes.Read).Produces<MemberView>();
        audiences.MapPost("/{id}/pins", Pin).Require(Scopes.Write).Accepts<JsonElement>("application/json").Produces<AudienceView>().Produces<AudienceView>(202);
        audiences.MapGet("/{id}/pins", Pins).Require(Scopes.Read).Produces<Listing<PinnedItem>>();
        audiences.MapGet("/{id}/changes", Changes).Require(Scopes.Read).Produces<ChangesAnswer>();
        audiences.MapPost("/{id}/verify", Verify).Require(Scopes.Read).Produces<VerifyView>();
        AudienceQuestionsApi.Map(audiences);
        AudienceSetsApi.Map(audiences);
        ExportApi.Map(audiences);
        app.MapPost("/v1/definitions/check", Check).Require(Scopes.Read).WithTags("Audiences").Accepts<JsonElement>("application/json").Produces<CheckedDefinition>();
        app.MapGet("/v1/contacts/{contactId}/audiences", OfContact).Require(Scopes.Read).WithTags("Audiences").Produces<Listing<ContactAudienceView>>();
    }

    private static async Task<IResult> Create(HttpContext http, IMediator door)
    {
        var answer = await door.Send(new CreateAudience(http.Principal(), await Body.ReadJson(http)), http.RequestAborted);
        http.Response.Headers.Location = $"/v1/audiences/{answer.Audience.Id}";
        return Json.Answer(answer.Audience, 201, answer.Audience.Revision);
    }

    private static async Task<IResult> List(HttpContext http, IMediator door, string? kind, string? status, string? q)
    {
        var paging = Paging.Read(http);
        var all = await door.Send(new ListAudiences(http.Principal(), kind, status, q), http.RequestAborted);
        var rest = paging.After is null ? all : [.. all.SkipWhile(audience => audience.Id != paging.After).Skip(1)];
        return Json.Answer(paging.Page([.. rest.Take(paging.Limit + 1)], audience => audience.Id, audience => audience, all.Count));
    }

    private static async Task<IResult> Preview(HttpContext http, IMediator door)
    {
        var preview = await door.Send(new PreviewAudience(http.Principal(), await Body.ReadJson(http)), http.RequestAborted);
        var contacts = await Contacts(http, door, preview.Sample);
        return Json.Answer(new PreviewAnswer(preview.Count, preview.AsOf, [.. contacts.Values], preview.Warnings) { Pending = preview.Pending });
    }

    private static async Task<IResult> Check(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new CheckDefinition(http.Principal(), await Body.ReadJson(http)), http.RequestAborted));

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door)
    {
        var audience = await door.Send(new GetAudience(http.Principal(), id), http.RequestAborted);
        return Json.Answer(audience, version: audience.Revision);
    }

    private static async Task<IResult> Replace(HttpContext http, string id, IMediator door) =>
        Answer(await door.Send(new ReplaceAudience(http.Principal(), id, await Body.ReadJson(http), http.IfMatch()), http.RequestAborted));

    private static async Task<IResult> SetStatus(HttpContext http, string id, string status, IMediator door) =>
        Answer(await door.Send(new SetAudienceStatus(http.Principal(), id, status), http.RequestAborted));

    private static async Task<IResult> Delete(HttpContext http, string id, IMediator door)
    {
        await door.Send(new DeleteAudience(http.Principal(), id, http.IfMatch()), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> Members(HttpContext http, string id, IMediator door, string? asOf, string? include)
    {
        if (include is not (null or "" or "contact"))
            throw Refusal.Invalid("include", "The only thing that can be included is contact.");
        var paging = Paging.Read(http);
        var (after, place) = ReadPlace(paging.After);
        var at = ReadAsOf(asOf);
        var page = await (at is { } past
            ? door.Send(new ListMembersAsOf(http.Principal(), id, past, after, place, paging.Limit), http.RequestAborted)
            : door.Send(new ListMembers(http.Principal(), id, after, place, paging.Limit), http.RequestAborted));
        var next = page.More ? paging.Next($"{page.Items[^1].ContactId:N}|{page.Place}") : null;
        var contacts = include == "contact" ? await Contacts(http, door, page.Items.Select(item => item.ContactId)) : [];
        var items = page.Items.Select(item => new MemberAnswer(item.ContactId, item.Since) { Contact = contacts.GetValueOrDefault(item.ContactId), Pinned = item.Pinned });
        return Json.Answer(new MembersAnswer([.. items], next, page.AsOf, at is null ? page.Place : null, page.Version, page.Announced));
    }

    private static Instant? ReadAsOf(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Times.TryParse(text, out var at) ? at
        : throw Refusal.Invalid("asOf", "is an RFC 3339 instant such as 2026-03-01T12:00:00Z");

    private static (Guid? After, string? Place) ReadPlace(string? cursor) =>
        cursor is null ? (null, null)
        : cursor.Split('|') is [var contact, var place] && Guid.TryParse(contact, out var after) ? (after, place)
        : throw Cursor.Invalid();

    private static async Task<IResult> Member(HttpContext http, string id, string contactId, IMediator door)
    {
        var contact = await ContactRefs.Resolve(http, contactId, door);
        return Json.Answer(await door.Send(new GetMember(http.Principal(), id, contact), http.RequestAborted));
    }

    private static async Task<IResult> Pin(HttpContext http, string id, IMediator door) =>
        Answer(await door.Send(new PinMembers(http.Principal(), id, await Body.ReadJson(http)), http.RequestAborted));

    private static async Task<IResult> Pins(HttpContext http, string id, IMediator door)
    {
        var paging = Paging.Read(http);
        var page = await door.Send(new ListPins(http.Principal(), id, paging.Place<Guid>(), paging.Limit), http.RequestAborted);
        return Json.Answer(new Listing<PinnedItem>(page.Items, page.More ? paging.Next($"{page.Items[^1].ContactId:N}") : null));
    }

    private static async Task<IResult> Changes(
        HttpContext http, string id, IMediator door, IHostApplicationLifetime host, string? after, string? wait)
    {
        // A reader that waits is sent away when the server stops, instead of holding it up.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        var paging = Paging.Read(http);
        var expand = http.Request.Query["expand"].ToString() != "false";
        var page = await door.Send(
            new ListChanges(http.Principal(), id, string.IsNullOrEmpty(after) ? "0" : after, ReadWait(wait), paging.Limit, expand), waiting.Token);
        return Json.Answer(new ChangesAnswer([.. page.Items.Select(Show)], page.Last));
    }

    private static async Task<IResult> Verify(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new VerifyAudience(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> OfContact(HttpContext http, string contactId, IMediator door)
    {
        var contact = await ContactRefs.Resolve(http, contactId, door);
        var audiences = await door.Send(new ListAudiencesOfContact(http.Principal(), contact), http.RequestAborted);
        return Json.Answer(new Listing<ContactAudienceView>(audiences, null));
    }

    internal static IResult Answer(AudienceAnswer answer) =>
        Json.Answer(answer.Audience, answer.InForce ? 200 : 202, answer.Audience.Revision);

    private static object Show(ChangeView change) => change.ContactId is { } contact
        ? new { contactId = contact, change.Change, change.At, change.Cause, change.Version }
        : new { change.Change, change.At, change.Cause, change.Version, change.Entered, change.Left };

    internal static async Task<Dictionary<Guid, ContactView>> Contacts(HttpContext http, IMediator door, IEnumerable<Guid> ids)
    {
        Guid[] asked = [.. ids];
        var found = (await door.Send(new ShowContacts(http.Principal(), asked), http.RequestAborted)).ToDictionary(contact => Guid.Parse(contact.Id));
        // Who has been merged since is shown as the survivor.
        foreach (var id in asked.Where(id => !found.ContainsKey(id)))
            if (await ContactRefs.Show(http, id, door) is { } contact)
                found[id] = contact;
        return found;
    }

    /// <summary><c>30s</c>, <c>500ms</c>, or ISO 8601; longer than a minute is cut.</summary>
    private static TimeSpan ReadWait(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return TimeSpan.Zero;
        if (!Times.TryParseSpan(text, out var span))
            throw Refusal.Invalid("wait", "is a duration like 30s");
        return span > LongestWait ? LongestWait : span;
    }
}

internal sealed record MemberAnswer(Guid ContactId, Instant Since)
{
    /// <summary>Who put it there by hand; left out where the conditions did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PinView? Pinned { get; init; }

    /// <summary>With <c>?include=contact</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContactView? Contact { get; init; }
}

/// <param name="Count">Null while pending.</param>
internal sealed record PreviewAnswer(int? Count, Instant AsOf, IReadOnlyList<ContactView> Sample, IReadOnlyList<string> Warnings)
{
    /// <summary>How far it is with what has to be read before the first answer to such a question; not there beside an answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PreviewPending? Pending { get; init; }
}

/// <param name="Place">
/// Where to read changes from, so that nothing is missed and nothing repeated; null of a past instant, since changes are not in the log
/// in the order of their instants.
/// </param>
internal sealed record MembersAnswer(IReadOnlyList<MemberAnswer> Items, string? Next, Instant AsOf, string? Place, int Version, bool Announced);

/// <param name="Last">The place to go on from.</param>
internal sealed record ChangesAnswer(IReadOnlyList<object> Items, string Last);
