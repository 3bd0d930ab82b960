using System.Globalization;
using System.Text.Json;
using Contracts;

namespace Host.Api.Http;

/// <summary>
/// Takes the fields of a JSON object one by one and gathers what is wrong with them; <see cref="End"/> refuses it all at once,
/// unknown fields included.
/// </summary>
/// <param name="ignored">Read-only fields that a GET returned and a writer may send back.</param>
internal sealed class Fields(JsonElement body, string path = "", params string[] ignored)
{
    private readonly Dictionary<string, string[]> errors = [];
    private readonly HashSet<string> known = [.. ignored];
    private readonly bool isObject = body.ValueKind == JsonValueKind.Object;

    /// <summary>True when the field is there, even as null.</summary>
    public bool Has(string name) => isObject && body.TryGetProperty(name, out _);

    /// <summary>The field as it is; null when it is absent or JSON null.</summary>
    public JsonElement? Any(string name)
    {
        known.Add(name);
        return isObject && body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string? Text(string name, int longest = 1000)
    {
        if (Any(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= longest) return text;
        return Wrong<string>(name, value.ValueKind == JsonValueKind.String ? $"is longer than {longest} characters" : "is text");
    }

    /// <summary>Text with at least one letter in it; blanks around it are cut off.</summary>
    public string RequiredText(string name, int longest = 1000)
    {
        var text = Text(name, longest)?.Trim();
        if (string.IsNullOrEmpty(text) && !errors.ContainsKey(At(name))) Wrong<string>(name, "is required");
        return text ?? "";
    }

    public bool? Flag(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Wrong<bool?>(name, "is true or false"),
    };

    /// <summary>An RFC 3339 instant with its offset, from 1900 on.</summary>
    public Instant? Time(string name)
    {
        if (Any(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String && Times.TryParse(value.GetString(), out var at)
            ? at : Wrong<Instant?>(name, "is a time like 2026-01-31T12:00:00.000Z, not before 1900");
    }

    /// <summary>A length of time such as <c>30s</c>, <c>15m</c>, <c>36h</c>, <c>7d</c>, or ISO 8601.</summary>
    public TimeSpan? Span(string name)
    {
        if (Any(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String && Times.TryParseSpan(value.GetString()!, out var span)
            ? span : Wrong<TimeSpan?>(name, "is a length of time like 30s, 24h or 7d");
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Any(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : Wrong<IReadOnlyList<string>>(name, "is a list of text");
    }

    public T? Wrong<T>(string name, string message)
    {
        errors[At(name)] = [message];
        return default;
    }

    /// <summary>Refuses with everything that was wrong; unknown fields get the nearest known name.</summary>
    public void End()
    {
        if (!isObject) throw Refusal.Invalid(path == "" ? "$" : path, "is a JSON object");
        foreach (var property in body.EnumerateObject())
            if (!known.Contains(property.Name))
                errors[At(property.Name)] = [Nearest(property.Name) is { } near ? $"is not known; did you mean `{near}`?" : "is not known"];
        if (errors.Count == 0) return;
        var (first, messages) = errors.First();
        var rest = errors.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {errors.Count - 1} more in `errors`)") : "";
        throw new Refusal(422, "invalid", $"{first} {messages[0]}{rest}", errors);
    }

    private string At(string name) => path == "" ? name : $"{path}.{name}";

    private string? Nearest(string name) => Spelling.Nearest(name, known);
}
