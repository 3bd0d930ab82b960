using System.Text.Json.Nodes;

namespace Tests.Support.Fuzz;

/// <summary>What can go wrong with JSON and with text on the way from somebody's keyboard: always the same for one seed.</summary>
internal sealed class Slips(Random random)
{
    private static readonly string[] Numbers =
        ["0", "-0", "-1", "2147483648", "9223372036854775808", "79228162514264337593543950336", "1e28", "1e400", "-1e-400", "0.1e999999999", new string('9', 5_000)];

    private static readonly string[] Odd =
    [
        "", " ", "\u00A0", "\u200B", "\uFEFF", "\u202E", "\U0001F600", "e\u0301", "ﬀ", "İ", "\uD7FF\uE000", "\u0001", "\n", "'", "\"", "\\", "$", "%00", "../", "{0}", "*",
        "me", "nobody", "null", "true", "30d", "99999999999d", "P1Y", "PT0.1S", "P", "2026-02-30", "9998-12-31", "0001-01-01T00:00:00Z",
        "2026-01-01T00:00:60+23:59", "10", "1e400", "UTC", "America/Havana", "Etc/GMT+12", "thisWeek", "event.", "trait.", ".", "a.b", "event.a", "audience.none", "campaign.x",
        "page", "trait.a..b", "custom.size",
    ];

    private static readonly string[] Members =
    [
        "match", "conditions", "exclude", "not", "field", "op", "value", "for", "next", "within", "between", "calendar", "weekStart", "where", "property", "occurrence",
        "atLeast", "atMost", "exactly", "definition",
    ];

    private static readonly string[] Operators =
        ["exists", "equals", "contains", "in", "greaterThan", "between", "within", "olderThan", "on", "today", "performed", "memberOf", "anniversaryWithin", "hasBeen"];

    public string Text() => random.Next(8) switch
    {
        0 => new string(Pick(Odd).FirstOrDefault('x'), random.Next(2_000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => char.ConvertFromUtf32(random.Next(0xE000, 0x10FFFF)))),
        2 => $"{Pick(Odd)}{Pick(Odd)}",
        _ => Pick(Odd),
    };

    /// <summary>JSON in which some part is something else, too few, too many or too deep; mostly still JSON.</summary>
    public string Json(string json)
    {
        var root = JsonNode.Parse(json)!;
        for (var slips = random.Next(1, 4); slips > 0; slips--)
        {
            Slip(root);
        }
        var written = root.ToJsonString();
        return random.Next(5) switch { 0 => Raw(written), 1 => Doubled(written), _ => written };
    }

    /// <summary>A few letters of the text lost, doubled or replaced.</summary>
    public string Raw(string text)
    {
        var from = random.Next(text.Length + 1);
        var to = Math.Min(text.Length, from + random.Next(10));
        string[] pieces =
        [
            "", Text(), text[from..to] + text[from..to], "\\u0000", "\\ud800", "\\", "\"", Pick(Numbers), "null", new string('[', random.Next(100)), new string('(', random.Next(40_000)),
            ",", "}", "{", "\0", " and ", " except ", " (", ") ", " 30 days ",
        ];
        return text[..from] + Pick(pieces) + text[to..];
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>One member stands twice in an object.</summary>
    private string Doubled(string json)
    {
        var at = json.IndexOf('{', random.Next(json.Length));
        return at < 0 ? json : json.Insert(at + 1, $"\"{Pick(Members)}\":{Pick(Numbers)[..1].Replace('-', '1')},");
    }

    private void Slip(JsonNode root)
    {
        var parts = Within(root).Where(part => part is JsonObject or JsonArray).ToArray();
        if (Pick(parts) is JsonObject members && members.Count > 0)
        {
            var (name, value) = Pick(members.ToArray());
            switch (random.Next(6))
            {
                case 0: members.Remove(name); break;
                case 1: members[Pick(Members)] = Node(); break;
                case 2: members[Text()] = Node(); break;
                case 3: members[Pick(Members)] = value?.DeepClone(); break;
                case 4 when name == "op": members[name] = Pick(Operators); break;
                default: members[name] = Node(); break;
            }
        }
        else if (Pick(parts) is JsonArray items)
        {
            var item = items.Count > 0 ? Pick(items.ToArray())?.DeepClone() : null;
            // Not many of what is many already: a body beyond what the server reads and drops has its connection closed, as it should.
            var many = random.Next(4) == 0 && (item?.ToJsonString().Length ?? 0) < 1_000;
            for (var count = many ? 1_500 : 1; count > 0; count--)
            {
                items.Add(item?.DeepClone() ?? Node());
            }
        }
    }

    private JsonNode? Node() => random.Next(9) switch
    {
        0 => null,
        1 => JsonNode.Parse(Pick(Numbers)),
        2 => random.Next(2) == 0,
        3 => new JsonObject(),
        4 => new JsonArray(Text(), random.Next(100), null),
        5 => Enumerable.Range(0, random.Next(30)).Aggregate((JsonNode)new JsonArray(), (inner, _) => new JsonArray(inner)),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(2_000)).Select(number => (JsonNode)number)]),
        _ => Text(),
    };

    private static IEnumerable<JsonNode> Within(JsonNode node) => (node switch
    {
        JsonObject members => members.Select(member => member.Value),
        JsonArray items => items,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Within).Prepend(node);
}
