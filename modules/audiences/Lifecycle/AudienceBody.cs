using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>Reads the body of POST and PUT: what is written, what a GET returned and is ignored, and what is unknown.</summary>
internal sealed record AudienceBody(string Name, string? Description, string Kind, string? Book, Definition Definition)
{
    private static readonly HashSet<string> Written = ["name", "description", "kind", "book", "definition"];

    private static readonly HashSet<string> ReadOnly =
    [
        "id", "key", "owner", "origin", "status", "version", "sentence", "size", "announced", "warnings", "building", "createdAt",
        "createdBy", "updatedAt", "activity",
    ];

    public static AudienceBody Read(JsonElement body, string ownKind, AudienceLimits limits)
    {
        RefuseUnknown(body, "", Written, ReadOnly);
        var name = Text(body, "name") ?? throw Refusal.Invalid("name", "An audience needs a name.");
        if (name.Trim().Length is 0 or > 200)
            throw Refusal.Invalid("name", "A name has 1 to 200 characters.");
        var kind = ReadKind(body, ownKind);
        return new AudienceBody(
            name.Trim(), Text(body, "description"), kind, Text(body, "book"),
            kind == StaticAudiences.Kind ? StaticAudiences.ReadDefinition(body) : ReadDefinition(body, limits));
    }

    /// <param name="ownKind">Of the audience that is replaced, or the kind of a new one for which none is given.</param>
    public static string ReadKind(JsonElement body, string ownKind)
    {
        var kind = Text(body, "kind") ?? ownKind;
        if (kind == ownKind)
            return kind;
        if (kind == LastImports.Kind)
            throw LastImports.KeptBySystem();
        if (kind == ManagedAudiences.Kind)
            throw Refusal.Invalid("kind", "An audience of kind managed is made by an admin for many: POST /v1/managed-audiences.");
        if (kind is not ("custom" or "organisation" or StaticAudiences.Kind))
            throw Refusal.Invalid("kind", $"\"{kind}\" cannot be made here; use \"custom\", \"organisation\" or \"static\".", IsKnownKind(kind) ? "not-yet" : "invalid");
        return kind;
    }

    public static Definition ReadDefinition(JsonElement body, AudienceLimits limits)
    {
        if (!body.TryGetProperty("definition", out var definition))
            throw Refusal.Invalid("definition", "An audience needs a definition: { \"match\": \"all\", \"conditions\": [ … ] }.");
        return DefinitionParser.Parse(definition, limits);
    }

    public static void RefuseUnknown(JsonElement body, string path, params HashSet<string>[] known)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Refusal.Invalid(path.Length == 0 ? "$" : path, "This must be a JSON object.");
        var errors = body.EnumerateObject().Where(member => !known.Any(names => names.Contains(member.Name)))
            .ToDictionary(member => member.Name, _ => new[] { "There is no such field." });
        if (errors.Count > 0)
            throw new Refusal(422, "unknown-field", $"Unknown: {string.Join(", ", errors.Keys)}. Known: {string.Join(", ", known[0].Order())}.", errors);
    }

    public static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => throw Refusal.Invalid(name, "This must be text."),
    };

    private static bool IsKnownKind(string kind) =>
        kind is "default" or "archivedPeople" or "team" or "shared" or "automatic";
}
