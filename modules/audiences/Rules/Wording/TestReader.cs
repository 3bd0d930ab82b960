using System.Globalization;
using System.Text.Json.Nodes;
using Contracts;

namespace Audiences.Rules;

/// <summary>Reads what is asked of a value, and when an event was, into the members that JSON has for it.</summary>
internal sealed class TestReader(Tokens tokens)
{
    private static readonly string[] Units = ["seconds", "minutes", "hours", "days", "weeks"];

    public bool TryRead(JsonObject into)
    {
        var at = tokens.Next;
        if (Phrases.Read(tokens) is not { } phrase)
        {
            return false;
        }
        into["op"] = tokens.Place(JsonValue.Create(Operator.Name(phrase.Op)), at);
        Operand(into, phrase);
        return true;
    }

    /// <summary><c>in the last 30 days</c> or <c>between 14 days ago and 7 days ago</c>, of events.</summary>
    public bool TryWindow(JsonObject into)
    {
        if (into.ContainsKey("within") || into.ContainsKey("between"))
        {
            return false;
        }
        if (tokens.TryTake("in", "the", "last"))
        {
            Length(into, "within");
        }
        else if (tokens.TryTake("between"))
        {
            Ends(into, "between");
        }
        else
        {
            return false;
        }
        Calendar(into);
        return true;
    }

    private void Operand(JsonObject into, Phrase phrase)
    {
        switch (phrase.Asked)
        {
            case Asked.Value: into["value"] = Value(); break;
            case Asked.Values: into["value"] = Values(); break;
            case Asked.Moment: into["value"] = Moment(); break;
            case Asked.DayWord: into["value"] = phrase.Day; break;
            case Asked.Ends: Ends(into, "value"); break;
            case Asked.Length or Asked.AnniversaryPast: Length(into, "value"); break;
            case Asked.AnniversaryNext: Length(into, "next"); break;
            case Asked.LengthAgo: Length(into, "value"); tokens.Expect("ago"); break;
            case Asked.Standing: Standing(into); break;
        }
        Calendar(into);
    }

    private void Standing(JsonObject into)
    {
        into["value"] = Value();
        tokens.Expect("for");
        Length(into, "for");
    }

    private JsonNode Value()
    {
        var next = tokens.Next;
        if (next.Kind == TokenKind.Word && Number.IsJson(next.Text))
        {
            return tokens.Place(JsonNode.Parse(tokens.Take().Text)!, next);
        }
        if (next.Says("true") || next.Says("false"))
        {
            return tokens.Place(JsonValue.Create(tokens.Take().Says("true")), next);
        }
        if (!next.IsName)
        {
            throw tokens.Expected("a value: text (in quotes if it is more than a word), a number, `true` or `false`");
        }
        return tokens.Place(JsonValue.Create(tokens.Take().Text), next);
    }

    private JsonArray Values()
    {
        var values = tokens.Place(new JsonArray(), tokens.Next);
        do
        {
            if (values.Count == Literals.MostValues)
            {
                throw tokens.Refuse(tokens.Next, $"this is one more value than the {Literals.MostValues} that are allowed.");
            }
            values.Add(Value());
        }
        while (!tokens.Ahead(1).Says("except") && tokens.TryTake(TokenKind.Comma));
        return values;
    }

    private JsonValue Moment()
    {
        var next = tokens.Next;
        return next.IsName
            ? tokens.Place(JsonValue.Create(tokens.Take().Text), next)
            : throw tokens.Expected("a day such as `2026-11-21` or an instant such as `2026-11-21T12:00:00Z`");
    }

    /// <summary>Two of a kind: numbers, moments or lengths of time; <c>any</c> is open.</summary>
    private void Ends(JsonObject into, string member)
    {
        var ends = tokens.Place(new JsonArray(), tokens.Next);
        ends.Add(End());
        tokens.Expect("and");
        ends.Add(End());
        into[member] = ends;
    }

    private JsonNode? End()
    {
        var next = tokens.Next;
        if (tokens.TryTake("any"))
        {
            return null;
        }
        if (TryLength(out var length, out _))
        {
            tokens.TryTake("ago");
            return tokens.Place(JsonValue.Create(length), next);
        }
        return next.Kind == TokenKind.Word && Number.IsJson(next.Text) ? Value() : Moment();
    }

    private void Length(JsonObject into, string member)
    {
        var next = tokens.Next;
        if (!TryLength(out var length, out var isOfCalendar))
        {
            throw LengthExpected();
        }
        into[member] = tokens.Place(JsonValue.Create(length), next);
        if (isOfCalendar)
        {
            into["calendar"] = Rules.Calendar.Utc;
        }
    }

    private Refusal LengthExpected()
    {
        if (!IsCount(tokens.Next))
        {
            return tokens.Expected("a length of time such as `30 days` or `36h`");
        }
        tokens.Take();
        return tokens.Expected("`seconds`, `minutes`, `hours`, `days` or `weeks`", Units);
    }

    private static bool IsCount(Token token) => token.Kind == TokenKind.Word && token.Text.All(char.IsAsciiDigit);

    /// <summary><c>30 days</c>, <c>30 calendar days</c>, <c>day</c> for one, or as JSON has it: <c>30d</c>.</summary>
    private bool TryLength(out string length, out bool isOfCalendar)
    {
        var counted = IsCount(tokens.Next) ? 1 : 0;
        isOfCalendar = tokens.Ahead(counted).Says("calendar");
        var unit = tokens.Ahead(counted + (isOfCalendar ? 1 : 0));
        if (Units.Any(known => unit.Says(known) || unit.Says(known[..^1])))
        {
            length = $"{(counted == 1 ? tokens.Take().Text : "1")}{char.ToLowerInvariant(unit.Text[0])}";
            tokens.TryTake("calendar");
            tokens.Take();
            return true;
        }
        length = tokens.Next.Text;
        return tokens.Next.Kind == TokenKind.Word && Duration.Read(length, out _) is not null && tokens.TryTake(TokenKind.Word);
    }

    /// <summary><c>(Europe/Brussels)</c>, <c>(weeks from sunday)</c> or both: whose days are meant.</summary>
    private void Calendar(JsonObject into)
    {
        if (!tokens.TryTake(TokenKind.Open))
        {
            return;
        }
        if (!tokens.Says("weeks", "from"))
        {
            var zone = tokens.Next;
            into["calendar"] = tokens.Next.IsName
                ? tokens.Place(JsonValue.Create(tokens.Take().Text), zone)
                : throw tokens.Expected("a time zone such as `Europe/Brussels`, or `weeks from` and a day");
            if (!tokens.TryTake(TokenKind.Comma))
            {
                tokens.Expect(TokenKind.Close, ")");
                return;
            }
        }
        tokens.Expect("weeks", "from");
        var day = tokens.Next;
        into["weekStart"] = tokens.Place(JsonValue.Create(tokens.Take().Text.ToLower(CultureInfo.InvariantCulture)), day);
        tokens.Expect(TokenKind.Close, ")");
    }
}
