using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/fields: what contacts have, and the organisation's own fields.</summary>
internal static class FieldsApi
{
    private static readonly Dictionary<string, CustomFieldKind> Kinds = Enum.GetValues<CustomFieldKind>().ToDictionary(kind => kind.Word());

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
        var field = Read(key, await Body.ReadJson(http));
        var made = await mediator.Send(new PutCustomField(http.Principal(), field), http.RequestAborted);
        return Json.Answer(CustomFieldJson.Of(field), made ? 201 : 200);
    }

    private static async Task<IResult> Remove(HttpContext http, string key, IMediator mediator) =>
        await mediator.Send(new RemoveCustomField(http.Principal(), key), http.RequestAborted)
            ? Results.NoContent()
            : throw new Refusal(404, "unknown-field", "There is no such custom field.");

    private static CustomField Read(string key, JsonElement body)
    {
        var fields = new Fields(body, "", "key");
        var field = new CustomField(
            key, fields.RequiredText("label", longest: 200), Kind(fields), Options(fields), fields.Text("currency"),
            [.. fields.Texts("segments") ?? []], [.. fields.Texts("stages") ?? []]);
        fields.End();
        return field;
    }

    private static CustomFieldKind Kind(Fields fields)
    {
        var word = fields.RequiredText("kind");
        return Kinds.TryGetValue(word, out var kind) ? kind : fields.Wrong<CustomFieldKind>("kind", $"is one of {string.Join(", ", Kinds.Keys)}");
    }

    /// <summary>Texts, which are keys and labels alike, or objects with both.</summary>
    private static ImmutableArray<FieldOption> Options(Fields fields)
    {
        if (fields.Any("options") is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) return fields.Wrong<ImmutableArray<FieldOption>?>("options", "is a list") ?? [];
        var options = ImmutableArray.CreateBuilder<FieldOption>();
        foreach (var item in list.EnumerateArray())
            if (item.ValueKind == JsonValueKind.String) options.Add(new(item.GetString()!, item.GetString()!));
            else if (Text(item, "key") is { } key) options.Add(new(key, Text(item, "label") ?? key));
            else return fields.Wrong<ImmutableArray<FieldOption>?>("options", "has texts, or objects with key and label") ?? [];
        return options.ToImmutable();
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    internal sealed record CustomFieldJson(
        string Key, string Label, string Kind, IReadOnlyList<FieldOption>? Options, string? Currency, IReadOnlyList<string>? Segments, IReadOnlyList<string>? Stages)
    {
        public static CustomFieldJson Of(CustomField field) => new(
            field.Key, field.Label, field.Kind.Word(), field.Options, field.Currency, field.Segments, field.Stages);
    }
}
