using System.Text.Json.Nodes;
using Contracts;

namespace Audiences.Rules;

/// <summary>Reads the whole of a text form: conditions joined by <c>and</c> or <c>or</c>, brackets, and what is excluded.</summary>
internal sealed class DefinitionReader(Tokens tokens, AudienceNames audiences, AudienceLimits limits)
{
    // More than definitions nest, and with its lists less than JSON may: who sends a million brackets gets an error and not our stack.
    private const int MostBrackets = 16;

    private readonly ConditionReader _conditions = new(tokens, audiences, limits);
    private int _count;
    private int _brackets;

    public JsonObject Read()
    {
        var definition = tokens.TryTake("everyone") ? new JsonObject() : Include();
        if (tokens.Next.Kind == TokenKind.Comma && tokens.Ahead(1).Says("except"))
        {
            tokens.Take();
        }
        if (tokens.TryTake("except"))
        {
            definition["exclude"] = Exclude();
        }
        return tokens.Next.Kind == TokenKind.End ? definition : throw tokens.Expected("`and`, `or`, `except` or the end", "and", "or", "except");
    }

    private JsonObject Include()
    {
        var parts = Parts(out var joint);
        return parts is [JsonObject only] && only.ContainsKey("conditions") ? only : Group(joint ?? "all", parts);
    }

    private JsonArray Exclude()
    {
        var parts = Parts(out var joint);
        return new JsonArray([.. joint == "all" ? [Group(joint, parts)] : parts]);
    }

    /// <param name="joint"><c>all</c> or <c>any</c>; null of a single part.</param>
    private List<JsonNode> Parts(out string? joint)
    {
        List<JsonNode> parts = [Part()];
        joint = tokens.Says("and") ? "all" : tokens.Says("or") ? "any" : null;
        while (joint is not null && tokens.TryTake(joint == "all" ? "and" : "or"))
        {
            parts.Add(Part());
        }
        return joint is null || Mixed() is not { } problem ? parts : throw problem;
    }

    private JsonNode Part()
    {
        var at = tokens.Next;
        var isNot = tokens.TryTake("not");
        var part = isNot && tokens.Says("not") ? throw tokens.Expected("a condition: `not not` says nothing") : Bare();
        if (isNot && !part.Remove("not"))
        {
            part["not"] = tokens.Place(JsonValue.Create(true), at);
        }
        return part;
    }

    private JsonObject Bare()
    {
        if (tokens.Next.Kind == TokenKind.Open)
        {
            var parts = Bracket(out var joint);
            return parts is [JsonObject only] ? only : Group(joint!, parts);
        }
        if (tokens.Says("all", "of") || tokens.Says("any", "of"))
        {
            return Explicit();
        }
        return _count++ < limits.Conditions
            ? _conditions.Read()
            : throw tokens.Refuse(tokens.Next, $"this is one more than the {limits.Conditions} conditions that are allowed, include and exclude together.");
    }

    /// <summary><c>any of (a)</c>, which says how a single part is joined.</summary>
    private JsonObject Explicit()
    {
        var at = tokens.Take();
        tokens.Expect("of");
        var match = at.Text.ToLowerInvariant();
        var parts = Bracket(out var joint);
        return joint is null || joint == match
            ? tokens.Place(Group(match, parts), at)
            : throw tokens.Refuse(at, $"`{match} of` goes with `{(match == "all" ? "and" : "or")}` inside its brackets.");
    }

    private List<JsonNode> Bracket(out string? joint)
    {
        if (++_brackets > MostBrackets)
        {
            throw tokens.Refuse(tokens.Next, $"brackets are nested deeper than {MostBrackets}.");
        }
        tokens.Expect(TokenKind.Open, "(");
        var parts = Parts(out joint);
        tokens.Expect(TokenKind.Close, ")");
        _brackets--;
        return parts;
    }

    private static JsonObject Group(string match, List<JsonNode> parts) =>
        new() { ["match"] = match, ["conditions"] = new JsonArray([.. parts]) };

    private Refusal? Mixed() => tokens.Says("and") || tokens.Says("or")
        ? tokens.Refuse(tokens.Next, "`and` and `or` stand side by side: put brackets around what belongs together.")
        : null;
}
