using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Reads an operator's operand, for fields and for <c>where</c> clauses alike.</summary>
internal static class TestParser
{
    public static Test? Read(Part part, Op op, FieldKind kind)
    {
        if (op is Op.HasBeen or Op.AnniversaryWithin)
        {
            part.RefuseLater("op", $"The operator `{Operator.Name(op)}`");
            return null;
        }
        foreach (var member in (string[])["for", "next"])
        {
            if (part.Has(member))
            {
                part.Refuse(member, $"does not go with `{Operator.Name(op)}`.");
            }
        }
        var operand = Operand(part, op, kind);
        if (operand is not null)
        {
            CheckCalendar(part, op, operand);
        }
        return operand is null ? null : new Test(op, operand);
    }

    private static Operand? Operand(Part part, Op op, FieldKind kind)
    {
        if (op is Op.Exists or Op.NotExists)
        {
            return Without(part, op);
        }
        if (op == Op.On && part["op"]?.GetString() is { } word && Days.Words.Contains(word))
        {
            return Without(part, op) is null ? null : new Days(word);
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

    private static Operand? Refused(Part part, Op op)
    {
        part.Refuse("op", $"`{Operator.Name(op)}` does not go with this field.");
        return null;
    }

    /// <summary>Where days are meant they are days of UTC, until zones are judged.</summary>
    private static void CheckCalendar(Part part, Op op, Operand operand)
    {
        var rolling = op is Op.Within or Op.OlderThan or Op.NotWithin or Op.WithinNext;
        if (part.Has("calendar") && part.Text("calendar", "an IANA time zone") is { } zone)
        {
            if (operand.NamesDays && zone == "UTC")
            {
                return;
            }
            if (rolling || operand.NamesDays)
            {
                part.RefuseLater("calendar", rolling ? "A window of calendar days" : $"The calendar of `{zone}`");
            }
            else
            {
                part.Refuse("calendar", "goes with days only: leave it out.");
            }
        }
        if (part.Has("weekStart") && part.Text("weekStart", "a day of the week") is { } start)
        {
            if (operand is not Days { IsWeek: true })
            {
                part.Refuse("weekStart", "goes with thisWeek and lastWeek only: leave it out.");
            }
            else if (start != "monday")
            {
                part.RefuseLater("weekStart", "A week that does not begin on monday");
            }
        }
    }
}
