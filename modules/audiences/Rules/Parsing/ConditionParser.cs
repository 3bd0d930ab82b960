using System.Text.Json;

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
            ("event", var name) => EventParser.Read(part, name, op),
            ("audience", var id) => Audience(part, id, op, inlined),
            _ => OfField(part, field!, op),
        };
    }

    private static bool Known(Part part, string field)
    {
        if (Field.KindOf(field) is not null)
        {
            return true;
        }
        var (root, rest) = Field.Split(field) ?? (field, "");
        if (Field.Later.Contains(field) || (rest.Length > 0 && Field.LaterRoots.Contains(root)))
        {
            part.RefuseLater("field", $"The field `{field}`");
            return false;
        }
        if (rest.Length > 0 && root is "event" or "audience")
        {
            return true;
        }
        part.Refuse("field", $"There is no field `{field}`.{Suggestion(field)}");
        return false;
    }

    private static string Suggestion(string field)
    {
        IEnumerable<string> roots = [.. Field.Roots, "event", "audience", "page", "campaign"];
        if (Field.Split(field) is var (root, rest) && rest.Length > 0)
        {
            return Nearest.To(root, roots) is { } near ? $" Did you mean `{near}.{rest}`?" : $" Did you mean `trait.{field}`?";
        }
        var name = field.TrimEnd('.');
        return roots.Contains(name) ? $" Write a name after it, as in `{name}.name`."
            : Nearest.To(name, [.. Field.Kinds.Keys, .. Field.Later]) is { } known ? $" Did you mean `{known}`?"
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

    private static FieldCondition? OfField(Part part, string field, Op op)
    {
        part.RefuseUnknown(Members);
        var kind = Field.KindOf(field)!.Value;
        if (!Operator.For(kind).Contains(op))
        {
            var allowed = Operator.For(kind).Where(known => known is not (Op.HasBeen or Op.AnniversaryWithin)).Select(Operator.Name);
            part.Refuse("op", $"`{Operator.Name(op)}` does not go with `{field}`{KindName(kind)}. Use one of {string.Join(", ", allowed)}.");
            return null;
        }
        return TestParser.Read(part, op, kind) is { } test ? new FieldCondition(field, test) : null;
    }

    private static string KindName(FieldKind kind) => kind switch
    {
        FieldKind.Text => ", which is text",
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
