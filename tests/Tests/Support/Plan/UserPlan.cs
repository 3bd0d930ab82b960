using System.Text.Json.Nodes;

namespace Tests.Support.Plan;

/// <summary>What one made-up person does in sixty days.</summary>
internal sealed class UserPlan
{
    static readonly string[] Near = ["FR", "fr", "France", "BEL", "BE", "DE", "Germany"];
    static readonly string[] Far = ["US", "IT", "ES", "JP", "Italy", "GBR"];
    static readonly string[] Premium = ["premium", "Premium", "PREMIUM"];

    readonly Random random;
    readonly string user;
    readonly string? anonymous;
    readonly string? secondDevice;
    readonly double identified;
    readonly bool becomesPremium;
    readonly string country;

    public UserPlan(string user, int index, Random random)
    {
        (this.user, this.random) = (user, random);
        anonymous = index % 10 < 3 ? $"anon-{user}" : null;
        secondDevice = anonymous is not null && random.NextDouble() < 0.2 ? $"{anonymous}-phone" : null;
        identified = anonymous is null ? Between(0, 12) : Between(14, 45);
        becomesPremium = random.NextDouble() < 0.45;
        country = Pick(random.NextDouble() < 0.22 ? Near : Far);
        CountryByRest = index % 2 == 1;
        Tag = random.NextDouble() < 0.12 ? random.NextDouble() < 0.5 ? "vip" : "VIP" : "newsletter";
        Stage = random.NextDouble() < 0.12 ? "Lost" : "Lead";
    }

    bool CountryByRest { get; }
    string Tag { get; }
    string Stage { get; }

    public bool BeginsAnonymous => anonymous is not null;

    /// <summary>The part of a person that comes by REST: tag, stage and, for every other person, the country.</summary>
    public JsonObject Upsert() => new()
    {
        ["externalId"] = user, ["tags"] = new JsonArray(Tag), ["stage"] = Stage,
        ["address"] = CountryByRest ? new JsonObject { ["country"] = country } : null,
    };

    /// <summary>At which day and with what body, the ids and times still to be put on.</summary>
    public IEnumerable<(double Day, JsonObject Body)> Messages()
    {
        foreach (var (day, body) in Identifies().Concat(Events()))
        {
            if (body["userId"] is null && body["anonymousId"] is null)
                WhoAmI(day, body);
            yield return (day, body);
        }
    }

    IEnumerable<(double, JsonObject)> Identifies()
    {
        if (anonymous is not null && random.NextDouble() < 0.2)
            yield return (Between(0, 13), new JsonObject { ["type"] = "identify", ["anonymousId"] = anonymous, ["traits"] = Plan(!becomesPremium) });
        var changesPlan = random.NextDouble() < 0.4;
        yield return (identified, Identify(anonymous, Traits(changesPlan ? !becomesPremium : becomesPremium)));
        if (secondDevice is not null)
            yield return (identified + 0.001, Identify(secondDevice, new JsonObject { ["device"] = "phone" }));
        if (changesPlan)
            yield return (Between(identified + 1, 58), Identify(null, Plan(becomesPremium)));
    }

    JsonObject Identify(string? anonymousId, JsonObject traits)
    {
        var body = new JsonObject { ["type"] = "identify", ["userId"] = user, ["traits"] = traits };
        if (anonymousId is not null)
            body["anonymousId"] = anonymousId;
        return body;
    }

    JsonObject Plan(bool premium) => new() { ["plan"] = premium ? Pick(Premium) : Pick(["free", "team", "premium-trial"]) };

    JsonObject Traits(bool premium)
    {
        var traits = Plan(premium);
        traits["email"] = $"{user}@example.com";
        traits["lastName"] = $"Ångström {user}";
        if (!CountryByRest)
            traits["address"] = new JsonObject { ["city"] = "Somewhere", ["country"] = country };
        return traits;
    }

    IEnumerable<(double, JsonObject)> Events()
    {
        var buyer = random.NextDouble() < 0.27;
        var visitor = random.NextDouble() < 0.6;
        return Every(buyer ? 4.6 : 60, Purchase)
            .Concat(Every(visitor ? 9 : 80, () => Track("login")))
            .Concat(Some(random.NextDouble() switch { < 0.18 => 0, < 0.9 => 1, _ => 2 }, () => Track("signup")));
    }

    public (double Day, JsonObject Body) Filler()
    {
        var day = Between(0, 60);
        var body = random.Next(4) switch
        {
            0 => new JsonObject { ["type"] = "page", ["name"] = "Home", ["properties"] = new JsonObject { ["path"] = "/" } },
            1 => new JsonObject { ["type"] = "screen", ["name"] = "Start" },
            2 => Track("Purchase"),
            _ => Track("product viewed"),
        };
        WhoAmI(day, body);
        return (day, body);
    }

    static JsonObject Track(string name) => new() { ["type"] = "track", ["event"] = name };

    JsonObject Purchase()
    {
        var body = Track("purchase");
        JsonNode? amount = random.Next(20) switch
        {
            0 => 100, 1 => 99.99, 2 => "150.5", 3 => 100.01, 4 => "a lot", 5 => null, _ => random.Next(101, 400),
        };
        body["properties"] = new JsonObject { ["amount"] = amount, ["currency"] = "EUR" };
        return body;
    }

    void WhoAmI(double day, JsonObject body)
    {
        if (anonymous is not null && day < identified)
            body["anonymousId"] = secondDevice is not null && random.NextDouble() < 0.4 ? secondDevice : anonymous;
        else
            body["userId"] = user;
        if (anonymous is not null && day >= identified && random.NextDouble() < 0.5)
            body["anonymousId"] = anonymous;
    }

    IEnumerable<(double, JsonObject)> Every(double meanDays, Func<JsonObject> make)
    {
        for (var day = Gap(meanDays); day < 60; day += Gap(meanDays))
            yield return (day, make());
    }

    IEnumerable<(double, JsonObject)> Some(int count, Func<JsonObject> make) =>
        Enumerable.Range(0, count).Select(_ => (Between(0, 60), make()));

    double Gap(double mean) => -mean * Math.Log(1 - random.NextDouble());

    double Between(double from, double to) => from + random.NextDouble() * (to - from);

    string Pick(string[] from) => from[random.Next(from.Length)];
}
