using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using Host.Api.Http;

namespace Host.Api;

/// <summary>A custom field as it is sent and shown.</summary>
internal sealed record CustomFieldJson(
    string Key, string Label, string Kind, IReadOnlyList<FieldOption>? Options, string? Currency, IReadOnlyList<string>? Segments,
    IReadOnlyList<string>? Stages, string? Section)
{
    private static readonly Dictionary<string, CustomFieldKind> Kinds = Enum.GetValues<CustomFieldKind>().ToDictionary(kind => kind.Word());

    public static CustomFieldJson Of(CustomField field) => new(
        field.Key, field.Label, field.Kind.Word(), field.Options, field.Currency, field.Segments, field.Stages, field.Section);

    /// <param name="key">Null: it is in the body.</param>
    public static CustomField Read(string? key, JsonElement body, string path = "")
    {
        var fields = key is null ? new Fields(body, path) : new Fields(body, path, "key");
        var field = new CustomField(
            key ?? fields.RequiredText("key", longest: 200), fields.RequiredText("label", longest: 200), ReadKind(fields), ReadOptions(fields), fields.Text("currency"),
            [.. fields.Texts("segments") ?? []], [.. fields.Texts("stages") ?? []]) { Section = fields.Text("section") };
        fields.End();
        return field;
    }

    private static CustomFieldKind ReadKind(Fields fields)
    {
        var word = fields.RequiredText("kind");
        return Kinds.TryGetValue(word, out var kind) ? kind : fields.Wrong<CustomFieldKind>("kind", $"is one of {string.Join(", ", Kinds.Keys)}");
    }

    /// <summary>Texts, which are keys and labels alike, or objects with both.</summary>
    private static ImmutableArray<FieldOption> ReadOptions(Fields fields)
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
}
