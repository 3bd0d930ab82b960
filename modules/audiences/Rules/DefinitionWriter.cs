using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Writes the canonical JSON of a definition: members always in one order, nothing that says nothing.</summary>
internal static class DefinitionWriter
{
    // Definitions are shown to people and never put into HTML as they are: é stays é.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    public static string Text(Definition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, definition);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter json, Definition definition)
    {
        json.WriteStartObject();
        if (definition.Include is { } include)
        {
            Members(json, include);
        }
        if (definition.Exclude.Count > 0)
        {
            List(json, "exclude", definition.Exclude, Write);
        }
        if (definition.Unarchived)
        {
            json.WriteBoolean("unarchived", true);
        }
        if (definition.Pins is { } pins)
        {
            json.WriteString("pins", pins);
        }
        if (definition.Team is { } team)
        {
            json.WriteString("team", team);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        switch (node)
        {
            case Group group: Members(json, group); break;
            case FieldCondition condition: Members(json, condition); break;
            case EventCondition condition: Members(json, condition); break;
            case CountCondition condition: Members(json, condition); break;
            case Reference reference: Members(json, reference); break;
        }
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, Group group)
    {
        json.WriteString("match", group.Match == Match.All ? "all" : "any");
        List(json, "conditions", group.Parts, Write);
        Not(json, group);
    }

    private static void Members(Utf8JsonWriter json, FieldCondition condition)
    {
        json.WriteString("field", condition.Field);
        Members(json, condition.Test);
        Not(json, condition);
    }

    private static void Members(Utf8JsonWriter json, Test test)
    {
        json.WriteString("op", Operator.Name(test.Op));
        if (test.Operand is not Nothing)
        {
            json.WritePropertyName(test.Operand is Anniversary { Next: true } ? "next" : "value");
            Value(json, test.Operand);
        }
        if (test.Operand is Standing standing)
        {
            json.WriteString("for", standing.For.Text);
        }
        Members(json, test.Calendar);
    }

    private static void Members(Utf8JsonWriter json, Calendar? calendar)
    {
        if (calendar is null)
        {
            return;
        }
        json.WriteString("calendar", calendar.Zone);
        if (calendar.WeekStart is { } start)
        {
            json.WriteString("weekStart", CalendarParser.Name(start));
        }
    }

    private static void Members(Utf8JsonWriter json, CountCondition condition)
    {
        json.WriteString("field", condition.Field);
        Members(json, condition.Test);
        Members(json, condition.Window);
        Not(json, condition);
    }

    private static void Members(Utf8JsonWriter json, Window? window)
    {
        if (window is not null)
        {
            json.WritePropertyName(window.Range is Within ? "within" : "between");
            Value(json, window.Range);
            Members(json, window.Calendar);
        }
    }

    private static void Members(Utf8JsonWriter json, EventCondition condition)
    {
        json.WriteString("field", condition.Field);
        json.WriteString("op", Operator.Name(condition.Performed ? Op.Performed : Op.NotPerformed));
        Count(json, "atLeast", condition.Times.AtLeast);
        Count(json, "atMost", condition.Times.AtMost);
        Count(json, "exactly", condition.Times.Exactly);
        Members(json, condition.Window);
        if (condition.Occurrence is not Occurrence.Any)
        {
            json.WriteString("occurrence", condition.Occurrence == Occurrence.First ? "first" : "last");
        }
        if (condition.Where.Count > 0)
        {
            List(json, "where", condition.Where, Write);
        }
        Not(json, condition);
    }

    private static void Write(Utf8JsonWriter json, Where clause)
    {
        json.WriteStartObject();
        json.WriteString("property", clause.Property);
        Members(json, clause.Test);
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, Reference reference)
    {
        json.WriteString("field", $"audience.{reference.Audience}");
        json.WriteString("op", Operator.Name(reference.Member ? Op.MemberOf : Op.NotMemberOf));
        if (reference.Inlined is { } inlined)
        {
            json.WritePropertyName("definition");
            Write(json, inlined);
        }
        Not(json, reference);
    }

    private static void Value(Utf8JsonWriter json, Operand operand)
    {
        switch (operand)
        {
            case Scalar scalar: Write(json, scalar.Value); break;
            case Several several: List(json, null, several.Values, Write); break;
            case Numbers range: Ends(json, range.From, range.To, Write); break;
            case Within within: json.WriteStringValue(within.Length.Text); break;
            case Ago ago: Ends(json, ago.From, ago.To, (to, length) => to.WriteStringValue(length.Text)); break;
            case Moments moments: Ends(json, moments.From, moments.To, (to, moment) => to.WriteStringValue(moment.ToString())); break;
            case At at: json.WriteStringValue(at.Moment.ToString()); break;
            case Days days: json.WriteStringValue(days.Word); break;
            case Standing standing: Write(json, standing.Value); break;
            case Anniversary anniversary: json.WriteStringValue(anniversary.Length.Text); break;
        }
    }

    private static void Ends<T>(Utf8JsonWriter json, T? from, T? to, Action<Utf8JsonWriter, T> write)
        where T : struct
    {
        List(json, null, [from, to], (at, end) =>
        {
            if (end is { } given)
            {
                write(at, given);
            }
            else
            {
                at.WriteNullValue();
            }
        });
    }

    private static void Write(Utf8JsonWriter json, Literal literal)
    {
        switch (literal)
        {
            case TextLiteral text: json.WriteStringValue(text.Text); break;
            case NumberLiteral number: Write(json, number.Number); break;
            case BooleanLiteral flag: json.WriteBooleanValue(flag.Value); break;
        }
    }

    private static void Write(Utf8JsonWriter json, decimal number) => json.WriteRawValue(Number.Shortest(number));

    private static void List<T>(Utf8JsonWriter json, string? name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(json, item);
        }
        json.WriteEndArray();
    }

    private static void Count(Utf8JsonWriter json, string name, int? count)
    {
        if (count is { } given)
        {
            json.WriteNumber(name, given);
        }
    }

    private static void Not(Utf8JsonWriter json, Node node)
    {
        if (node.Not)
        {
            json.WriteBoolean("not", true);
        }
    }
}
