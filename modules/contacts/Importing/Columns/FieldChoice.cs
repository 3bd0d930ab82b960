using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>What somebody wants columns to be, by their names in the file; null leaves one out. The others are what they are without it.</summary>
internal sealed class FieldChoice
{
    private const int Most = 1_000;
    private const int LongestText = 500;

    /// <summary>Of the names that columns commonly have, those that the API or this list of choices has.</summary>
    private static readonly string[] Common =
    [
        "email", "phone", "firstName", "lastName", "name", "company", "birthday", "externalId", "anonymousId", "tag", "tags", "subscribed",
        "unsubscribed", "subscribedAt", "unsubscribedAt",
    ];

    private static readonly string[] Dotted = ["trait.", "custom.", "preference."];

    private readonly ImmutableSortedDictionary<string, string?> fields;

    private FieldChoice(ImmutableSortedDictionary<string, string?> fields) => this.fields = fields;

    public static FieldChoice None { get; } = new(ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal));

    public bool IsEmpty => fields.IsEmpty;

    /// <summary>A row of names is taken also where none of them says who somebody is: somebody is about to choose which does.</summary>
    public bool TakesAnyHeader { get; init; }

    public IReadOnlyDictionary<string, string?> Fields => fields;

    public FieldChoice ForAnyHeader() => new(fields) { TakesAnyHeader = true };

    /// <param name="mapping">A JSON object; null or blank chooses nothing.</param>
    /// <exception cref="Refusal">422 at its path: it is none, or names what is no field.</exception>
    public static FieldChoice Read(string? mapping)
    {
        if (string.IsNullOrWhiteSpace(mapping)) return None;
        using var json = Parse(mapping);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw NoObject();
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var column in json.RootElement.EnumerateObject())
        {
            if (fields.Count == Most || column.Name.Length > LongestText) throw Refusal.Invalid("mapping", $"names at most {Most:N0} columns, each of at most {LongestText} characters");
            fields[column.Name.Trim()] = Field(column);
        }
        return new(fields.ToImmutable());
    }

    /// <summary>Null: nobody chose anything for the column.</summary>
    public Meaning? Of(string column) => !fields.TryGetValue(column, out var field) ? null : field is null ? Meaning.Nothing : Filling(field);

    /// <exception cref="Refusal">422: it names a column that the file does not have.</exception>
    public void RequireAll(IEnumerable<string> columns)
    {
        var known = columns.ToHashSet(StringComparer.Ordinal);
        if (fields.Keys.FirstOrDefault(column => !known.Contains(column)) is not { } other) return;
        var near = Nearest.To(other, known);
        throw Refusal.Invalid($"mapping.{other}", $"the file has no such column{(near is null ? "" : $". Did you mean \"{near}\"?")}");
    }

    /// <summary>As it was given, in the order of names.</summary>
    public override string ToString() => JsonSerializer.Serialize(fields);

    private static JsonDocument Parse(string mapping)
    {
        try
        {
            return JsonDocument.Parse(mapping);
        }
        catch (JsonException)
        {
            throw NoObject();
        }
    }

    private static Refusal NoObject() => Refusal.Invalid("mapping", "is a JSON object of columns' names and the fields that they are put into, or null to leave them out");

    private static string? Field(JsonProperty column)
    {
        if (column.Value.ValueKind == JsonValueKind.Null) return null;
        var field = column.Value.ValueKind == JsonValueKind.String ? column.Value.GetString()!.Trim() : "";
        if (field.Length is > 0 and <= LongestText && Filling(field) is not null) return field;
        var near = Nearest.To(field, [.. Common, .. Paths.Names]);
        throw Refusal.Invalid(
            $"mapping.{column.Name}",
            $"is no field that a file can fill{(near is null ? $": {string.Join(", ", [.. Common, .. Paths.Names, .. Dotted.Select(prefix => $"{prefix}<name>")])}" : $". Did you mean \"{near}\"?")}");
    }

    private static Meaning? Filling(string field) =>
        Paths.Of(field) ?? (Common.Contains(field, StringComparer.Ordinal) ? CommonColumns.Of(HeaderName.Key(field)) : null);
}
