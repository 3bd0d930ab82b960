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
            json.WritePropertyName("value");
            Value(json, test.Operand);
        }
        if (test.Operand.NamesDays)
        {
            json.WriteString("calendar", "UTC");
        }
        if (test.Operand is Days { IsWeek: true })
        {
            json.WriteString("weekStart", "monday");
        }
    }

    private static void Members(Utf8JsonWriter json, EventCondition condition)
    {
        json.WriteString("field", $"event.{condition.Event}");
        json.WriteString("op", Operator.Name(condition.Performed ? Op.Performed : Op.NotPerformed));
        Count(json, "atLeast", condition.Times.AtLeast);
        Count(json, "atMost", condition.Times.AtMost);
        Count(json, "exactly", condition.Times.Exactly);
        if (condition.Window is { } window)
        {
            json.WritePropertyName(window is Within ? "within" : "between");
            Value(json, window);
            if (window.NamesDays)
            {
                json.WriteString("calendar", "UTC");
            }
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
