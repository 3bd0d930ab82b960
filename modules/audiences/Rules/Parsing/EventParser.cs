using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Reads a condition on how often an event was performed.</summary>
internal static class EventParser
{
    public const int MostTimes = 1_000_000;

    private static readonly string[] Members =
        ["field", "op", "atLeast", "atMost", "exactly", "within", "between", "where", "occurrence", "calendar", "not"];

    /// <param name="name">Of the event; of a page its name or path, empty for any.</param>
    public static EventCondition? Read(Part part, string name, Op op, bool page)
    {
        part.RefuseUnknown(Members);
        if (op is not (Op.Performed or Op.NotPerformed))
        {
            part.Refuse("op", $"Of {(page ? "a page" : "an event")} one asks `performed` or `notPerformed`; how often with \"atLeast\", \"atMost\" or \"exactly\" beside it.");
            return null;
        }
        var times = TimesOf(part, op == Op.Performed);
        return new EventCondition(name, op == Op.Performed, times, WindowParser.Read(part), WhereOf(part))
        {
            IsPage = page,
            Occurrence = OccurrenceOf(part, times),
        };
    }

    private static Occurrence OccurrenceOf(Part part, Times times)
    {
        if (!part.Has("occurrence") || part.Text("occurrence", "\"any\", \"first\" or \"last\"") is not { } written || written == "any")
        {
            return Occurrence.Any;
        }
        if (written is not ("first" or "last"))
        {
            part.Refuse("occurrence", "must be \"any\", \"first\" or \"last\".");
        }
        if (times.Low > 1)
        {
            part.Refuse("occurrence", $"The {written} one happens once: leave \"atLeast\" and \"exactly\" out.");
        }
        return written == "first" ? Occurrence.First : Occurrence.Last;
    }

    private static Times TimesOf(Part part, bool performed)
    {
        var times = new Times(Count(part, "atLeast", 1), Count(part, "atMost", 0), Count(part, "exactly", 0));
        if (!performed && times != default)
        {
            part.Refuse("op", "`notPerformed` counts nothing: leave \"atLeast\", \"atMost\" and \"exactly\" out, or ask `performed`.");
        }
        if (times.Exactly is not null && (times.AtLeast is not null || times.AtMost is not null))
        {
            part.Refuse("exactly", "goes alone: leave \"atLeast\" and \"atMost\" out.");
        }
        if (times.AtLeast > times.AtMost)
        {
            part.Refuse("atMost", "is below \"atLeast\": nobody can meet both.");
        }
        return times;
    }

    private static int? Count(Part part, string member, int least)
    {
        if (part[member] is not { } value)
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= least && count <= MostTimes)
        {
            return count;
        }
        part.Refuse(member, $"must be a whole number from {least} to {MostTimes}.");
        return null;
    }

    private static Seq<Where> WhereOf(Part part)
    {
        if (part["where"] is not { } list)
        {
            return [];
        }
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0)
        {
            part.Refuse("where", "must be a list of one clause or more.");
            return [];
        }
        return [.. list.EnumerateArray().Select((json, index) => Clause(json, $"{part.PathOf("where")}[{index}]", part.Problems)).OfType<Where>()];
    }

    private static Where? Clause(JsonElement json, string path, Problems problems)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path, "must be a clause such as { \"property\": \"amount\", \"op\": \"greaterThan\", \"value\": 100 }.");
            return null;
        }
        var part = new Part(json, path, problems);
        part.RefuseUnknown("property", "op", "value", "next", "calendar", "weekStart");
        var property = part.Text("property", "the name of a property");
        if (property is { Length: 0 })
        {
            part.Refuse("property", "is empty.");
        }
        if (property is not { Length: > 0 } || !ConditionParser.IsOperator(part, out var op))
        {
            return null;
        }
        if (op == Op.HasBeen || !Operator.For(FieldKind.Open).Contains(op))
        {
            part.Refuse("op", $"`{Operator.Name(op)}` does not go with a property.");
            return null;
        }
        return TestParser.Read(part, op, FieldKind.Open) is { } test ? new Where(property, test) : null;
    }
}
