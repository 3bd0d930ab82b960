using System.Text.Json.Nodes;

namespace Tests.Support.Crash;

/// <summary>
/// An endless, repeatable stream of writes about a few people: the n-th is the same in every run, so it can be sent again at any time.
/// Whatever order they arrive in, they mean the same: one stage and one tag a person, anonymous ids shared by nobody.
/// </summary>
internal static class Writes
{
    public const int Users = 120;

    const int Few = 10;

    /// <summary>Later ones would leave nobody with exactly one signup, however long the load goes on.</summary>
    const int LastSignup = 4_000;

    public static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static Write Number(int number) => Number(number, random => random.Next(Users));

    /// <summary>Nine of ten events are about the same ten people.</summary>
    public static Write SkewedNumber(int number) => Number(number, random => random.Next(10) == 0 ? random.Next(Users) : random.Next(Few));

    static Write Number(int number, Func<Random, int> whom)
    {
        var random = new Random(7_919 * number + 17);
        return random.Next(100) switch
        {
            < 60 => Single(number, Event(number, random, whom, $"crash-{number}")),
            < 75 => Batch(number, random, whom),
            < 84 => Single(number, Identify(random, $"crash-{number}")),
            < 92 => new Write(number, "/v1/contacts", Contact(random.Next(Users))),
            _ => Single(number, Link(random, $"crash-{number}")),
        };
    }

    static Write Single(int number, JsonObject message) => new(number, $"/v1/{message["type"].Text()}", message);

    static Write Batch(int number, Random random, Func<Random, int> whom)
    {
        var messages = Enumerable.Range(0, random.Next(2, 7)).Select(part => random.Next(5) switch
        {
            0 => Identify(random, $"crash-{number}-{part}"),
            1 => Link(random, $"crash-{number}-{part}"),
            _ => Event(number, random, whom, $"crash-{number}-{part}"),
        });
        return new Write(number, "/v1/batch", new JsonObject { ["batch"] = new JsonArray([.. messages]) });
    }

    static JsonObject Event(int number, Random random, Func<Random, int> whom, string id)
    {
        var user = whom(random);
        var name = random.Next(100) switch { < 2 when number < LastSignup => "signup", < 45 => "view", < 60 when user % 2 == 0 => "login", _ => user % 4 < 2 ? "purchase" : "view" };
        var message = Message("track", id, random);
        message["event"] = name;
        message["properties"] = new JsonObject { ["amount"] = random.Next(80, 300) };
        if (HasAnonymous(user) && random.Next(2) == 0)
            message["anonymousId"] = Anonymous(user);
        else
            message["userId"] = User(user);
        return message;
    }

    static JsonObject Identify(Random random, string id)
    {
        var message = Message("identify", id, random);
        message["userId"] = User(random.Next(Users));
        message["traits"] = new JsonObject { ["plan"] = random.Next(2) == 0 ? "premium" : "free" };
        return message;
    }

    static JsonObject Link(Random random, string id)
    {
        var user = 3 * random.Next(Users / 3);
        var message = Message("identify", id, random);
        message["userId"] = User(user);
        message["anonymousId"] = Anonymous(user);
        message["traits"] = new JsonObject { ["linked"] = true };
        return message;
    }

    static JsonObject Message(string type, string id, Random random) => new()
    {
        ["type"] = type, ["messageId"] = id, ["timestamp"] = Now.AddMilliseconds(-random.NextDouble() * 60 * 86_400_000).Rfc3339(),
    };

    static JsonObject Contact(int user) => new()
    {
        ["externalId"] = User(user), ["tags"] = new JsonArray(user % 7 == 0 ? "vip" : "other"), ["stage"] = user % 5 == 0 ? "Lost" : "Lead",
        ["address"] = new JsonObject { ["country"] = user % 6 == 1 ? "BE" : "US" },
    };

    static bool HasAnonymous(int user) => user % 3 == 0;

    static string User(int user) => $"crash-user-{user}";

    static string Anonymous(int user) => $"crash-anon-{user}";
}
