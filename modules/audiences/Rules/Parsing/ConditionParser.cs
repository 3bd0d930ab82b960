using System.Text.Json;
using Contracts;

namespace Audiences.Rules;

/// <summary>Reads one condition by what its field is: a contact's field, an event, or another audience.</summary>
internal static class ConditionParser
{
    private static readonly string[] Members = ["field", "op", "value", "not", "calendar", "weekStart", "for", "next"];

    /// <param name="inlined">Reads the definition inside a reference; null where none may stand.</param>
    public static Node? Read(Part part, Func<JsonElement, string, Definition?>? inlined)
    {
        var field = part.Text("field", "the name of a field, such as \"email\" or \"trait.plan\"");
        if (!IsOperator(part, out var op) | (field is null || !Known(part, field)))
        {
            return null;
        }
        return Field.Split(field!) switch
        {
            ("event", var name) => EventParser.Read(part, name, op, page: false),
            ("page", var page) => EventParser.Read(part, page, op, page: true),
            ("audience", var id) => Audience(part, id, op, inlined),
            _ when field == "page" => EventParser.Read(part, "", op, page: true),
            _ => OfField(part, field!, op),
        };
    }

    private static bool Known(Part part, string field)
    {
        if (Field.KindOf(field) is not null || field == "page")
        {
            return true;
        }
        var (root, rest) = Field.Split(field) ?? (field, "");
        if (rest.Length > 0 && root == Field.LaterRoot)
        {
            part.RefuseLater("field", $"The field `{field}`");
            return false;
        }
        if (rest.Length > 0 && Field.NamedRoots.Contains(root))
        {
            return true;
        }
        part.Refuse("field", $"There is no field `{field}`.{Suggestion(field)}");
        return false;
    }

    private static string Suggestion(string field)
    {
        IEnumerable<string> roots = [.. Field.Roots, .. Field.NamedRoots, Field.LaterRoot];
        if (Field.Split(field) is var (root, rest) && rest.Length > 0)
        {
            return Nearest.To(root, roots) is { } near ? $" Did you mean `{near}.{rest}`?" : $" Did you mean `trait.{field}`?";
        }
        var name = field.TrimEnd('.');
        return roots.Contains(name) ? $" Write a name after it, as in `{name}.name`."
            : Nearest.To(name, [.. Field.Kinds.Keys, "page"]) is { } known ? $" Did you mean `{known}`?"
            : $" Did you mean `trait.{name}`?";
    }

    public static bool IsOperator(Part part, out Op op)
    {
        op = default;
        if (part.Text("op", "an operator") is not { } written)
        {
            return false;
        }
        // "op": "today" is short for on today.
        if (Operator.ByName.TryGetValue(Days.Words.Contains(written) ? "on" : written, out op))
        {
            return true;
        }
        part.Refuse("op", $"There is no operator `{written}`.{Nearest.Hint(written, Operator.ByName.Keys)}");
        return false;
    }

    private static Node? OfField(Part part, string field, Op op)
    {
        var kind = Field.KindOf(field)!.Value;
        if (!Operator.For(kind).Contains(op))
        {
            part.Refuse("op", $"`{Operator.Name(op)}` does not go with `{field}`{KindName(kind)}. Use one of {string.Join(", ", Operator.For(kind).Select(Operator.Name))}.");
            return null;
        }
        if (kind == FieldKind.Number)
        {
            return CountParser.Read(part, field, op);
        }
        part.RefuseUnknown(Members);
        if (op == Op.HasBeen && !KnowsSince(part, field))
        {
            return null;
        }
        return TestParser.Read(part, op, kind) is { } test ? new FieldCondition(field, test) : null;
    }

    private static bool KnowsSince(Part part, string field)
    {
        if (!Source.KnowsSince(field))
        {
            part.Refuse("op", $"It is not kept since when `{field}` is as it is: `hasBeen` goes with traits, custom fields, preferences, groups, tags, names, birthday, stage, segment, step and assignee.");
            return false;
        }
        if (field == "assignedTo" && part["value"] is { ValueKind: JsonValueKind.String } user && user.ValueEquals("nobody"))
        {
            part.Refuse("value", "names nobody, and it is not kept since when nobody is assigned: name a user, or `me`.");
            return false;
        }
        return true;
    }

    private static string KindName(FieldKind kind) => kind switch
    {
        FieldKind.Text => ", which is text",
        FieldKind.Number => ", which is a number",
        FieldKind.Date => ", which is a date",
        FieldKind.Boolean => ", which is true or false",
        FieldKind.List => ", which is a list",
        FieldKind.Assignee => ", which is a user",
        _ => "",
    };

    private static Reference? Audience(Part part, string id, Op op, Func<JsonElement, string, Definition?>? inlined)
    {
        part.RefuseUnknown(inlined is null ? ["field", "op", "not"] : ["field", "op", "not", "definition"]);
        if (op is not (Op.MemberOf or Op.NotMemberOf))
        {
            part.Refuse("op", "Of an audience one asks `memberOf` or `notMemberOf`.");
            return null;
        }
        var definition = inlined is not null && part["definition"] is { } json ? inlined(json, part.PathOf("definition")) : null;
        return new Reference(id, op == Op.MemberOf, definition);
    }
}
