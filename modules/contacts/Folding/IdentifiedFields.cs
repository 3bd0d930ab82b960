using System.Text.Json;

namespace Contacts;

/// <summary>The contact fields that identify's traits fill, besides e-mail and phone. A trait of another type stays a trait.</summary>
internal static class IdentifiedFields
{
    private static readonly (string Ours, string[] Theirs)[] AddressParts =
    [
        ("street", ["street", "streetAddress"]), ("city", ["city"]), ("region", ["region", "state"]),
        ("postalCode", ["postalCode", "zip"]), ("country", ["country"]),
    ];

    public static IEnumerable<(string Field, string Json)> Of(IReadOnlyDictionary<string, JsonElement> traits)
    {
        if (traits.TryGetValue("name", out var name) && Text(name) is { } whole)
        {
            // What the same message says in so many words is better than a guess from the whole name.
            var blank = whole.IndexOf(' ');
            if (!traits.ContainsKey("firstName")) yield return ("firstName", ProfileValues.Json(blank < 0 ? whole : whole[..blank]));
            if (!traits.ContainsKey("lastName") && blank > 0) yield return ("lastName", ProfileValues.Json(whole[blank..].Trim()));
        }
        foreach (var (field, fits) in Simple)
            if (traits.TryGetValue(field, out var value) && Field(value, fits) is { } json)
                yield return (field, json);
        if (traits.TryGetValue("address", out var address) && Address(address) is { } parts) yield return ("address", parts);
    }

    private static readonly (string Field, Func<string, string?> Fits)[] Simple =
    [
        ("firstName", text => text), ("lastName", text => text), ("birthday", Birthday),
        ("createdAt", text => EventTime.Read(text)?.ToString()),
    ];

    private static string? Field(JsonElement value, Func<string, string?> fits) => value.ValueKind switch
    {
        JsonValueKind.Null => ProfileValues.Tombstone,
        JsonValueKind.String when fits(value.GetString()!.Trim()) is { } fitting => ProfileValues.Json(fitting),
        _ => null,
    };

    // Segment's date traits may carry a time of day, which a birthday has not.
    private static string? Birthday(string text) =>
        EventTime.IsBirthday(text) ? text : text.Length > 10 && EventTime.Read(text) is not null ? text[..10] : null;

    private static string? Address(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return ProfileValues.Tombstone;
        if (value.ValueKind != JsonValueKind.Object) return null;
        var parts = new Dictionary<string, string>();
        foreach (var (ours, theirs) in AddressParts)
            if (theirs.Select(name => value.TryGetProperty(name, out var part) ? Text(part) : null).FirstOrDefault(part => part is not null) is { } text)
                parts[ours] = text;
        return parts.Count == 0 ? null : ProfileValues.Json(JsonSerializer.SerializeToElement(parts));
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
}
