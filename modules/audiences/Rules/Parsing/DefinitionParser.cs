using System.Text.Json;
using Contracts;

namespace Audiences.Rules;

/// <summary>Reads a definition, and says of one that is refused everything that is wrong with it.</summary>
internal sealed class DefinitionParser
{
    // Where in a request the definition stands.
    private const string Root = "definition";

    private readonly Problems _problems = new();
    private readonly AudienceLimits? _limits;
    private int _conditions;

    private DefinitionParser(AudienceLimits? limits) => _limits = limits;

    /// <summary>Throws a <see cref="Refusal"/> (422 <c>invalid</c> or <c>not-yet</c>) that names every problem by its path.</summary>
    public static Definition Parse(JsonElement json, AudienceLimits limits)
    {
        var parser = new DefinitionParser(limits);
        var definition = parser.Whole(json, Root);
        if (parser._conditions > limits.Conditions)
        {
            parser._problems.Add(Root, $"has {parser._conditions} conditions, at most {limits.Conditions} are allowed, include and exclude together.");
        }
        return parser._problems.Any ? throw parser._problems.ToRefusal() : definition!;
    }

    /// <summary>What was saved once is read again without the limits: what is added for judging, and inlined references, count for nothing.</summary>
    public static Definition ParseTrusted(JsonElement json)
    {
        var parser = new DefinitionParser(limits: null);
        var definition = parser.Whole(json, Root);
        return parser._problems.Any ? throw parser._problems.ToRefusal() : definition!;
    }

    private Definition? Whole(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _problems.Add(path, "must be an object with \"match\", \"conditions\" and \"exclude\".");
            return null;
        }
        var part = new Part(json, path, _problems);
        if (part.Has("field"))
        {
            _problems.Add(path, "is a single condition: put it into { \"match\": \"all\", \"conditions\": [ … ] }.");
            return null;
        }
        part.RefuseUnknown(_limits is null ? ["match", "conditions", "exclude", "not", "unarchived", "pins", "team"] : ["match", "conditions", "exclude", "not"]);
        var exclude = List(part, "exclude", depth: 1);
        var onlyExcludes = part["exclude"] is { ValueKind: JsonValueKind.Array } excluded && excluded.GetArrayLength() > 0
            && part["conditions"] is null or { ValueKind: JsonValueKind.Array };
        var include = onlyExcludes && (part["conditions"]?.GetArrayLength() ?? 0) == 0 ? null : GroupOf(part, depth: 1);
        if (include is null && part.Flag("not"))
        {
            part.Refuse("not", "flips conditions, and there are none: leave it out.");
        }
        return new Definition(include, exclude ?? [])
        {
            Unarchived = _limits is null && part.Flag("unarchived"),
            Pins = _limits is null && part.Has("pins") ? part.Text("pins", "an audience's id") : null,
            Team = _limits is null && part.Has("team") ? part.Text("team", "a team's id") : null,
        };
    }

    private Group? GroupOf(Part part, int depth)
    {
        if (depth > _limits?.Depth)
        {
            _problems.Add(part.Path, $"is nested deeper than {_limits.Depth} groups.");
            return null;
        }
        var match = part.Has("match") ? part.Text("match", "\"all\" or \"any\"") : "all";
        if (match is not (null or "all" or "any"))
        {
            part.Refuse("match", "must be \"all\" or \"any\".");
        }
        var parts = List(part, "conditions", depth);
        if (_limits is not null && part["conditions"] is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0)
        {
            part.Refuse("conditions", "is empty: give at least one condition.");
        }
        else if (parts is null && !part.Has("conditions"))
        {
            part.Refuse("conditions", "is missing: give at least one condition.");
        }
        return new Group(match == "any" ? Match.Any : Match.All, parts ?? []) { Not = part.Flag("not") };
    }

    /// <summary>Null when there is no such list.</summary>
    private Seq<Node>? List(Part part, string member, int depth)
    {
        if (part[member] is not { } list)
        {
            return null;
        }
        if (list.ValueKind != JsonValueKind.Array)
        {
            part.Refuse(member, "must be a list of conditions.");
            return null;
        }
        return [.. list.EnumerateArray().Select((json, index) => NodeOf(json, $"{part.PathOf(member)}[{index}]", depth)).OfType<Node>()];
    }

    private Node? NodeOf(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _problems.Add(path, "must be a condition or a group.");
            return null;
        }
        var part = new Part(json, path, _problems);
        if (part.Has("conditions") || part.Has("match"))
        {
            part.RefuseUnknown("match", "conditions", "not");
            return GroupOf(part, depth + 1);
        }
        _conditions++;
        if (_conditions > _limits?.Conditions)
        {
            // Refused as a whole: to say of each what else is wrong with it would take a sender's thousands seconds.
            return null;
        }
        var node = ConditionParser.Read(part, _limits is null ? Inlined : null);
        if (node is EventCondition { Where.Count: var clauses } && clauses > _limits?.Clauses)
        {
            part.Refuse("where", $"has {clauses} clauses, at most {_limits.Clauses} are allowed.");
        }
        return node is null ? null : node with { Not = part.Flag("not") };
    }

    private Definition? Inlined(JsonElement json, string path) => Whole(json, path);
}
