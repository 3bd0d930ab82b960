using System.Text.Json.Nodes;

namespace Tests.Support.Plan;

/// <summary>What a few people did in ten days, each first as nobody: a story that can be told again of their doubles, in any order.</summary>
internal sealed class Muddle(int seed, int people, DateTimeOffset end)
{
    private readonly Random random = new(seed);

    /// <summary>In the order in which it happened; each person is linked to their anonymous past somewhere on the way.</summary>
    public IReadOnlyList<Told> Story() =>
        [.. Enumerable.Range(0, people).SelectMany(Life).OrderBy(told => told.At)];

    private IEnumerable<Told> Life(int person)
    {
        var count = random.Next(4, 12);
        var linked = random.Next(count);
        for (var i = 0; i < count; i++)
        {
            // Quarters of hours, so that some fall on one instant and sessions end exactly.
            var at = end.AddMinutes(-15 * random.Next(1, 4 * 24 * 10));
            var body = Body();
            body["messageId"] = $"{person}-{i}";
            body["timestamp"] = at.Rfc3339();
            body["context"] = Context();
            yield return new Told($"p{person}", at, body, i == linked ? Ids.Both : random.Next(3) == 0 ? Ids.Anonymous : Ids.User);
        }
    }

    private JsonObject Body() => random.Next(4) switch
    {
        0 => new() { ["type"] = "identify", ["traits"] = Traits() },
        1 => new() { ["type"] = "page", ["name"] = Pick("Home", "Pricing"), ["properties"] = new JsonObject { ["path"] = Pick("/", "/pricing") } },
        _ => new() { ["type"] = "track", ["event"] = Pick("buy", "login"), ["properties"] = new JsonObject { ["n"] = random.Next(10) } },
    };

    private JsonObject Traits()
    {
        var traits = new JsonObject { [Pick("plan", "color")] = Pick("a", "b", "A") };
        if (random.Next(3) == 0) traits["firstName"] = Pick("Ann", "Bob");
        if (random.Next(3) == 0) traits["birthday"] = Pick("1980-03-05", "--03-20");
        return traits;
    }

    private JsonObject Context() => random.Next(4) switch
    {
        0 => new() { ["location"] = new JsonObject { ["city"] = Pick("Gent", "Ulm") } },
        1 => new() { ["device"] = new JsonObject { ["type"] = Pick("mobile", "desktop") } },
        2 => new() { ["userAgent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0" },
        _ => [],
    };

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}

internal enum Ids { User, Anonymous, Both }

/// <summary>A message before it is said whose double sends it.</summary>
internal sealed record Told(string Person, DateTimeOffset At, JsonObject Body, Ids Ids)
{
    /// <summary>Everything but the sender is the same, message ids too: they are compared within a contact.</summary>
    public JsonObject By(string teller)
    {
        var message = Body.DeepClone().AsObject();
        if (Ids != Ids.Anonymous) message["userId"] = $"{teller}/{Person}";
        if (Ids != Ids.User) message["anonymousId"] = $"{teller}/{Person}/browser";
        return message;
    }
}
