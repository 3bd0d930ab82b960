using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Reads an operator's operand, for fields and for <c>where</c> clauses alike.</summary>
internal static class TestParser
{
    public static Test? Read(Part part, Op op, FieldKind kind)
    {
        foreach (var (member, owner) in ((string, Op)[])[("for", Op.HasBeen), ("next", Op.AnniversaryWithin)])
        {
            if (part.Has(member) && op != owner)
            {
                part.Refuse(member, $"goes with `{Operator.Name(owner)}` only: leave it out.");
            }
        }
        var operand = Operand(part, op, kind);
        var calendar = CalendarParser.Read(part, operand, counts: op is Op.Within or Op.NotWithin);
        return operand is null ? null : new Test(op, operand, calendar);
    }

    public static Operand? Operand(Part part, Op op, FieldKind kind)
    {
        if (op is Op.Exists or Op.NotExists)
        {
            return Without(part, op);
        }
        if (op == Op.On && part["op"]?.GetString() is { } word && Days.Words.Contains(word))
        {
            return Without(part, op) is null ? null : new Days(word);
        }
        if (op == Op.AnniversaryWithin)
        {
            return AnniversaryOf(part);
        }
        if (part["value"] is not { } value)
        {
            part.Refuse("value", $"is missing: `{Operator.Name(op)}` compares with something.");
            return null;
        }
        return op switch
        {
            Op.Equals or Op.NotEquals => Literals.One(part, value, kind),
            Op.In or Op.NotIn or Op.ContainsAny or Op.ContainsAll => Literals.Several(part, value, kind),
            Op.Contains or Op.NotContains or Op.StartsWith or Op.EndsWith => Literals.Piece(part, value),
            Op.GreaterThan or Op.AtLeast or Op.LessThan or Op.AtMost => Literals.Limit(part, value),
            Op.Within or Op.OlderThan or Op.NotWithin or Op.WithinNext => Times(part, value),
            Op.Between => Ranges.Between(part, "value", value, numbers: kind is FieldKind.Open or FieldKind.Number),
            Op.Before or Op.After or Op.On => Ranges.At(part, value, op),
            Op.HasBeen => StandingOf(part, value, kind),
            _ => Refused(part, op),
        };
    }

    private static Nothing? Without(Part part, Op op)
    {
        if (part.Has("value"))
        {
            part.Refuse("value", $"does not go with `{part["op"]?.GetString() ?? Operator.Name(op)}`, which compares with nothing: leave it out.");
            return null;
        }
        return Nothing.Instance;
    }

    private static Operand? Times(Part part, JsonElement value) =>
        Ranges.Length(part, "value", value) is { } length ? new Within(length) : null;

    private static Standing? StandingOf(Part part, JsonElement value, FieldKind kind)
    {
        if (part["for"] is not { } length)
        {
            part.Refuse("for", "is missing: give how long, such as \"7d\".");
            return null;
        }
        var literal = Literals.One(part, value, kind);
        return Ranges.Length(part, "for", length) is { } read && literal is not null ? new Standing(literal.Value, read) : null;
    }

    private static Anniversary? AnniversaryOf(Part part)
    {
        var next = part.Has("next");
        if (next == part.Has("value"))
        {
            part.Refuse(next ? "next" : "value", "give \"value\": \"7d\" to look back, or \"next\": \"14d\" to look ahead, and not both.");
            return null;
        }
        var member = next ? "next" : "value";
        if (Ranges.Length(part, member, part[member]!.Value) is not { } length)
        {
            return null;
        }
        if (!length.IsDays || length.Days > 364)
        {
            part.Refuse(member, "counts days: write it in days or weeks, and at most 364d: in a longer one every day of the year comes back.");
            return null;
        }
        return new Anniversary(length, next);
    }

    private static Operand? Refused(Part part, Op op)
    {
        part.Refuse("op", $"`{Operator.Name(op)}` does not go with this field.");
        return null;
    }
}
