using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>
/// Checks the body of a create, upsert or patch; what it lets through <see cref="BodyFold"/> can apply without asking again.
/// </summary>
internal sealed class ContactBody
{
    public const int LongestText = 1000;
    private const int MostItems = 1000;

    /// <summary>Read-only fields that a GET returned, and <c>book</c>, which the route reads.</summary>
    private static readonly HashSet<string> Ignored =
    [
        "id", "book", "owner", "origin", "imported", "organized", "archived", "teams", "firstSeen", "lastSeen", "createdAt", "updatedAt", "version",
    ];

    private static readonly string[] AddressParts = ["street", "city", "region", "postalCode", "country"];

    private static readonly Dictionary<string, Action<ContactBody, string, JsonElement>> Known = new()
    {
        ["externalId"] = (body, path, value) => body.Id(path, value),
        ["anonymousIds"] = (body, path, value) => body.Each(path, value, body.Id),
        ["email"] = (body, path, value) => body.Email(path, value),
        ["emails"] = (body, path, value) => body.Each(path, value, (at, item) => body.Labelled(at, item, body.Email)),
        ["phone"] = (body, path, value) => body.Id(path, value),
        ["phones"] = (body, path, value) => body.Each(path, value, (at, item) => body.Labelled(at, item, body.Id)),
        ["firstName"] = (body, path, value) => body.Text(path, value),
        ["lastName"] = (body, path, value) => body.Text(path, value),
        ["company"] = (body, path, value) => body.Text(path, value),
        ["birthday"] = (body, path, value) => body.Birthday(path, value),
        ["address"] = (body, path, value) => body.Parts(path, value, AddressParts, body.Text),
        ["traits"] = (body, path, value) => body.Object(path, value),
        ["customFields"] = (body, path, value) => body.Object(path, value),
        ["preferences"] = (body, path, value) => body.Object(path, value),
        ["tags"] = (body, path, value) => body.Each(path, value, body.Id),
        ["stage"] = (body, path, value) => body.Text(path, value),
        ["segment"] = (body, path, value) => body.Text(path, value),
        ["step"] = (body, path, value) => body.Text(path, value),
        ["assignedTo"] = (body, path, value) => body.Text(path, value),
        ["subscribed"] = (body, path, value) => body.Flag(path, value),
        ["consent"] = (body, path, value) => body.Parts(path, value, Consents.Channels, body.Consent),
        ["sources"] = (body, path, value) => body.Each(path, value, body.Id),
        ["accounts"] = (body, path, value) => body.Each(path, value, body.Id),
    };

    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>JSON path → messages; empty when the body can be applied.</summary>
    public static IReadOnlyDictionary<string, string[]> Faults(JsonElement json)
    {
        var body = new ContactBody();
        if (json.ValueKind != JsonValueKind.Object) body.Wrong("$", "must be an object");
        else if (Wholesome.Fault(json) is { } fault) body.Wrong(fault.Path, fault.Reason);
        else body.Check(json);
        return body.errors;
    }

    public static void Require(JsonElement json)
    {
        var faults = Faults(json);
        if (faults.Count > 0) throw new Refusal(422, "invalid", $"{faults.First().Key}: {faults.First().Value[0]}", faults);
    }

    /// <summary>The book that the body names, if it names one.</summary>
    public static string? Book(JsonElement json) =>
        json.TryGetProperty("book", out var book) && book.ValueKind == JsonValueKind.String ? book.GetString() : null;

    private void Check(JsonElement json)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (Ignored.Contains(field.Name)) continue;
            if (!Known.TryGetValue(field.Name, out var check)) Wrong(field.Name, "is not a field of contacts; your own data goes into `traits`");
            else if (field.Value.ValueKind != JsonValueKind.Null) check(this, field.Name, field.Value);
        }
    }

    private void Each(string path, JsonElement value, Action<string, JsonElement> check)
    {
        if (value.ValueKind != JsonValueKind.Array) { Wrong(path, "must be a list"); return; }
        if (value.GetArrayLength() > MostItems) { Wrong(path, $"has more than {MostItems} items"); return; }
        var index = 0;
        foreach (var item in value.EnumerateArray()) check($"{path}[{index++}]", item);
    }

    private void Labelled(string path, JsonElement value, Action<string, JsonElement> check)
    {
        if (value.ValueKind != JsonValueKind.Object) { check(path, value); return; }
        if (!value.TryGetProperty("value", out var inner)) Wrong($"{path}.value", "is required");
        else check($"{path}.value", inner);
        Parts(path, value, ["value", "label"], (at, part) => { if (at.EndsWith(".label", StringComparison.Ordinal)) Text(at, part); });
    }

    private void Parts(string path, JsonElement value, string[] names, Action<string, JsonElement> check)
    {
        if (value.ValueKind != JsonValueKind.Object) { Wrong(path, "must be an object"); return; }
        foreach (var part in value.EnumerateObject())
        {
            if (!names.Contains(part.Name)) Wrong($"{path}.{part.Name}", $"is not known here; known are {string.Join(", ", names)}");
            else if (part.Value.ValueKind != JsonValueKind.Null) check($"{path}.{part.Name}", part.Value);
        }
    }

    private void Consent(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) State(path, value);
        else Parts(path, value, ["state", "why", "at", "by"], (at, part) =>
        {
            if (at.EndsWith(".state", StringComparison.Ordinal)) State(at, part);
            else if (at.EndsWith(".at", StringComparison.Ordinal)) Time(at, part);
            else Text(at, part);
        });
        if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("state", out _)) Wrong($"{path}.state", "is required");
    }

    private void State(string path, JsonElement value)
    {
        if (!IsText(value) || value.GetString() is not (Consents.Subscribed or Consents.Unsubscribed or Consents.Unknown))
            Wrong(path, "must be subscribed, unsubscribed or unknown");
    }

    private void Time(string path, JsonElement value)
    {
        if (!IsText(value) || EventTime.Read(value.GetString()!) is null)
            Wrong(path, $"must be an RFC 3339 time from the year {EventTime.EarliestYear} on");
    }

    private void Birthday(string path, JsonElement value)
    {
        if (!IsText(value) || !EventTime.IsBirthday(value.GetString()!))
            Wrong(path, $"must be a date from the year {EventTime.EarliestYear} on, as 1990-02-28, or --02-28 without the year");
    }

    private void Email(string path, JsonElement value)
    {
        if (!IsText(value) || NormalForm.Email(value.GetString()!) is null) Wrong(path, "must be an e-mail address");
    }

    private void Id(string path, JsonElement value)
    {
        if (!IsText(value) || string.IsNullOrWhiteSpace(value.GetString())) Wrong(path, "must be text that is not blank");
        else if (value.GetString()!.Length > 512) Wrong(path, "is longer than 512 characters");
    }

    private void Text(string path, JsonElement value)
    {
        if (!IsText(value)) Wrong(path, "must be text");
        else if (value.GetString()!.Length > LongestText) Wrong(path, $"is longer than {LongestText} characters");
    }

    private void Flag(string path, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Wrong(path, "must be true or false");
    }

    private void Object(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) Wrong(path, "must be an object");
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private void Wrong(string path, string message) => errors.TryAdd(path, [message]);
}
