using System.Text.Json;
using Contracts;

namespace Host.Api;

/// <summary>A column of an export: a field of contacts as the API answers it or as definitions name it, or <c>since</c>.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Member">Of the contact as the API shows it; null: since when it is in the audience.</param>
/// <param name="Below">Inside it; null: all of it.</param>
internal sealed record ExportField(string Name, string? Member, string? Below)
{
    private const int Most = 100;
    private const string Since = "since", Default = "id,externalId,email,phone,firstName,lastName,since";

    private static readonly string[] Members = [.. typeof(ContactView).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    /// <summary>Members that have something inside.</summary>
    private static readonly string[] Deep = ["traits", "customFields", "preferences", "address", "consent", "archived"];

    private static readonly Dictionary<string, string> Definitions = new(StringComparer.Ordinal)
    {
        ["trait"] = "traits", ["custom"] = "customFields", ["preference"] = "preferences", ["tag"] = "tags", ["source"] = "sources", ["account"] = "accounts",
    };

    public static IReadOnlyList<ExportField> ReadAll(string? text)
    {
        var names = (string.IsNullOrEmpty(text) ? Default : text).Split(',', StringSplitOptions.TrimEntries);
        if (names.Length > Most)
            throw Refusal.Invalid("fields", $"has at most {Most} names");
        if (names.CountBy(name => name).FirstOrDefault(named => named.Value > 1).Key is { } twice)
            throw Refusal.Invalid("fields", $"`{twice}` is there twice: leave one out");
        return [.. names.Select(Read)];
    }

    public JsonElement Of(JsonElement contact, Instant since) =>
        Member is null ? JsonSerializer.SerializeToElement(since.ToString())
        : Below is null ? contact.GetProperty(Member)
        : Inside(contact.GetProperty(Member), Below);

    private static ExportField Read(string name)
    {
        if (name == Since) return new(name, null, null);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (root, below) = dot < 0 ? (name, null) : (name[..dot], name[(dot + 1)..]);
        var member = Definitions.GetValueOrDefault(root, root);
        return Members.Contains(member) && (below is null || (below.Length > 0 && Deep.Contains(member))) ? new(name, member, below) : throw Unknown(name);
    }

    /// <summary>As in definitions: a key that is written so wins over a path.</summary>
    private static JsonElement Inside(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object) return default;
        if (value.TryGetProperty(path, out var found)) return found;
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
            if (value.TryGetProperty(path[..dot], out var inner)) return Inside(inner, path[(dot + 1)..]);
        return default;
    }

    private static Refusal Unknown(string name) => Refusal.Invalid(
        "fields",
        $"`{name}` is no field of contacts.{Nearest.Hint(name, Members)} There are {string.Join(", ", Members)}, {Since}, and what is inside, such as trait.plan, custom.size and address.city.",
        "unknown-field");
}
