using Audiences.Rules;
using Some = Tests.Rules.Some;

namespace Tests.Membership.Catalogue;

/// <summary>Definitions of few conditions, so that many are equal, mostly about events with certain values, and events that have them or not.</summary>
internal sealed class RandomRules(Random random)
{
    // Equal and unequal in every way in which text, numbers, booleans and lists can be.
    private static readonly string[] Values =
    [
        "\"a\"", "\"A\"", "\"\\u00c9\"", "\"e\\u0301\"", "\"10\"", "\"10.0\"", "\"0\"", "\"true\"", "\"TRUE\"", "10", "10.0", "1e1", "0", "-0.0", "true", "false",
        "null", "\"\"", "[]", "[\"b\",10]", "[[\"A\"],false]", "{\"b\":\"a\"}", "\"\\ud800\"",
    ];

    private static readonly string[] Sought = ["\"a\"", "\"\\u00e9\"", "\"10\"", "\"10.0\"", "\"true\"", "\"b\"", "10", "0", "true", "false"];
    private static readonly string[] Properties = ["p", "q", "p.b", "items.p"];
    private static readonly string[] Windows = ["", "", ",\"within\":\"12h\"", ",\"within\":\"2d\"", ",\"within\":\"1d\",\"calendar\":\"Europe/Paris\"", ",\"between\":[\"3d\",\"1d\"]"];
    private static readonly string[] Times = ["", "", ",\"atLeast\":2", ",\"exactly\":1", ",\"atMost\":1"];
    private static readonly string[] Others =
    [
        """{"field":"trait.plan","op":"equals","value":"a"}""", """{"field":"trait.plan","op":"hasBeen","value":"a","for":"1d"}""",
        """{"field":"lastSeen","op":"within","value":"1d"}""", """{"field":"eventCount","op":"atLeast","value":3}""",
    ];

    private readonly List<string> known = [];

    public string Name => One("buy", "view");

    public Definition Definition()
    {
        var exclude = random.Next(3) == 0 ? $",\"exclude\":[{Condition()}]" : "";
        return Some.Definition($$"""{"match":"{{One("all", "any")}}","conditions":[{{Part()}}{{(random.Next(2) == 0 ? $",{Part()}" : "")}}]{{exclude}}}""");
    }

    /// <summary>The message of an event, with properties or without.</summary>
    public string Payload()
    {
        var properties = new List<string>();
        foreach (var name in (ReadOnlySpan<string>)["p", "q", "p.b"])
            if (random.Next(3) > 0)
                properties.Add($"\"{name}\":{One(Values)}");
        if (random.Next(3) == 0)
            properties.Add($"\"items\":[{{\"p\":{One(Values)}}},{{\"p\":{One(Values)}}}]");
        return random.Next(20) == 0 ? "{}" : $"{{\"properties\":{{{string.Join(',', properties)}}}}}";
    }

    private string Part() => random.Next(6) == 0
        ? $$"""{"match":"{{One("all", "any")}}","not":{{One("true", "false")}},"conditions":[{{Condition()}},{{Condition()}}]}"""
        : Condition();

    private string Condition()
    {
        if (known.Count > 2 && random.Next(2) == 0)
            return known[random.Next(known.Count)];
        known.Add(random.Next(6) == 0 ? One(Others) : OfEvents());
        return known[^1];
    }

    private string OfEvents()
    {
        var field = random.Next(5) == 0 ? $"page.{Name}" : $"event.{Name}";
        var where = random.Next(8) > 0 ? $",\"where\":[{string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Clause()))}]" : "";
        return random.Next(6) switch
        {
            0 => $$"""{"field":"{{field}}","op":"notPerformed"{{One(Windows)}}{{where}}}""",
            1 => $$"""{"field":"{{field}}","op":"performed","occurrence":"{{One("first", "last")}}"{{One(Windows)}}{{where}}}""",
            _ => $$"""{"field":"{{field}}","op":"performed"{{One(Times)}}{{One(Windows)}}{{where}}}""",
        };
    }

    private string Clause()
    {
        var rest = random.Next(12) switch
        {
            0 => $"\"op\":\"notEquals\",\"value\":{One(Sought)}",
            1 => "\"op\":\"exists\"",
            2 => "\"op\":\"greaterThan\",\"value\":1",
            3 => $"\"op\":\"containsAll\",\"value\":[{One(Sought)},{One(Sought)}]",
            4 => $"\"op\":\"containsAny\",\"value\":[{One(Sought)},{One(Sought)}]",
            5 or 6 => $"\"op\":\"in\",\"value\":[{One(Sought)},{One(Sought)},{One(Sought)}]",
            _ => $"\"op\":\"equals\",\"value\":{One(Sought)}",
        };
        return $$"""{"property":"{{One(Properties)}}",{{rest}}}""";
    }

    private string One(params string[] of) => of[random.Next(of.Length)];
}
