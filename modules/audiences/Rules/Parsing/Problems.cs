using System.Text.Json;
using Contracts;

namespace Audiences.Rules;

/// <summary>All that is wrong with a definition: path → messages that say what to do.</summary>
internal sealed class Problems
{
    private readonly SortedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);
    private bool _wrong;
    private bool _later;

    public bool Any => _messages.Count > 0;

    public void Add(string path, string message)
    {
        _wrong = true;
        Note(path, message);
    }

    /// <summary>Part of the language, and not judged by this version.</summary>
    public void AddLater(string path, string what)
    {
        _later = true;
        Note(path, $"{what} is not supported yet: leave it out until a later version.");
    }

    public Refusal ToRefusal()
    {
        var errors = _messages.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
        var (path, messages) = _messages.First();
        return new Refusal(422, _later && !_wrong ? "not-yet" : "invalid", $"{path}: {messages[0]}", errors);
    }

    private void Note(string path, string message)
    {
        if (!_messages.TryGetValue(path, out var messages))
        {
            _messages[path] = messages = [];
        }
        messages.Add(message);
    }
}

/// <summary>A JSON object of the definition, with its place in the request.</summary>
internal sealed class Part(JsonElement json, string path, Problems problems)
{
    public string Path => path;
    public Problems Problems => problems;

    public string PathOf(string member) => path.Length == 0 ? member : $"{path}.{member}";

    public bool Has(string member) => json.TryGetProperty(member, out _);

    public JsonElement? this[string member] => json.TryGetProperty(member, out var value) ? value : null;

    public void Refuse(string member, string message) => problems.Add(PathOf(member), message);

    public void RefuseLater(string member, string what) => problems.AddLater(PathOf(member), what);

    public void RefuseUnknown(params IReadOnlyList<string> known)
    {
        foreach (var member in json.EnumerateObject().Where(member => !known.Contains(member.Name)))
        {
            Refuse(member.Name, $"is not known here.{Nearest.Hint(member.Name, known)} Known are {string.Join(", ", known)}.");
        }
    }

    /// <summary>Null, and the problem noted, when it is missing or no readable text.</summary>
    public string? Text(string member, string expected)
    {
        if (this[member] is not { } value)
        {
            Refuse(member, $"is missing: give {expected}.");
            return null;
        }
        return ReadText(value, out var problem) is { } text ? text : Refused(member, problem ?? $"must be {expected}.");
    }

    public bool Flag(string member)
    {
        if (this[member] is { } value && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse(member, "must be true or false.");
        }
        return this[member] is { ValueKind: JsonValueKind.True };
    }

    public static string? ReadText(JsonElement value, out string? problem)
    {
        problem = null;
        try
        {
            var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
            problem = text?.Contains('\0') == true ? "must not hold NUL." : null;
            return problem is null ? text : null;
        }
        catch (InvalidOperationException)
        {
            problem = "must not hold half of a surrogate pair.";
            return null;
        }
    }

    private string? Refused(string member, string message)
    {
        Refuse(member, message);
        return null;
    }
}
