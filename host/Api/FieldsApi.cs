using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/fields: what contacts have, and the organisation's own fields.</summary>
internal static class FieldsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var fields = app.MapGroup("/v1/fields").WithTags("Fields");
        fields.MapGet("", List).Require(Scopes.Read).Produces<Listing<FieldView>>().WithSummary("What definitions may name, with values and operators.");
        fields.MapPut("/custom/{key}", Put).Require(Scopes.Admin).Accepts<CustomFieldJson>("application/json")
            .Produces<CustomFieldJson>().Produces<CustomFieldJson>(201).WithSummary("Makes or changes a field of the organisation's own.");
        fields.MapDelete("/custom/{key}", Remove).Require(Scopes.Admin).Produces(204).WithSummary("Removes the field; contacts keep their values.");
    }

    private static async Task<IResult> List(HttpContext http, IMediator mediator, string? book)
    {
        var paging = Paging.Read(http);
        var all = await mediator.Send(new ListFields(http.Principal(), book), http.RequestAborted);
        return Json.Answer(paging.PageOf(all, Place, field => field));
    }

    // Below every letter that a name may hold, so that places sort as the list does.
    private static string Place(FieldView field) => $"{field.Field}\u0001{field.Property}";

    private static async Task<IResult> Put(HttpContext http, string key, IMediator mediator)
    {
        var field = CustomFieldJson.Read(key, await Body.ReadJson(http));
        var made = await mediator.Send(new PutCustomField(http.Principal(), field), http.RequestAborted);
        return Json.Answer(CustomFieldJson.Of(field), made ? 201 : 200);
    }

    private static async Task<IResult> Remove(HttpContext http, string key, IMediator mediator) =>
        await mediator.Send(new RemoveCustomField(http.Principal(), key), http.RequestAborted)
            ? Results.NoContent()
            : throw new Refusal(404, "unknown-field", "There is no such custom field.");
}
