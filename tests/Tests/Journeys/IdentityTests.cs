using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Who is who, seen from outside: keys are exact and belong to one contact, addresses are shared and join nobody.</summary>
[Collection(SharedServer.Name)]
public sealed class IdentityTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Two_contacts_with_one_phone_and_one_email_stay_two_through_upsert_and_identify()
    {
        var email = $"family-{tag}@example.com";
        var ids = new List<string>();
        foreach (var user in new[] { $"mother-{tag}", $"father-{tag}" })
            ids.Add((await client.Upsert(SameAddress(user, email)))["id"].Text());
        foreach (var user in new[] { $"father-{tag}", $"mother-{tag}" })
        {
            await Identify(user, null, 5, new JsonObject { ["email"] = email.ToUpperInvariant(), ["phone"] = "+33612345678", ["name"] = user });
            await client.Upsert(SameAddress(user, email));
        }
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal(ids[0], await IdOf($"externalId:mother-{tag}"));
        Assert.Equal(ids[1], await IdOf($"externalId:father-{tag}"));
        var several = (await client.Get($"/v1/contacts/email:{email}")).Is(409);
        Assert.All(ids, id => Assert.Contains(id, several.Text));
        (await client.Get($"/v1/contacts/{Uri.EscapeDataString("phone:+33612345678")}")).Is(409);
    }

    [Fact]
    public async Task An_address_finds_a_contact_only_while_exactly_one_has_it()
    {
        var email = $"only-{tag}@example.com";
        var first = (await client.Post("/v1/contacts", new JsonObject { ["email"] = email })).Is(201).Json["id"].Text();
        var again = (await client.Post("/v1/contacts", new JsonObject { ["email"] = $"  {email.ToUpperInvariant()} ", ["firstName"] = "Ada" })).Is(200);
        Assert.Equal(first, again.Json["id"].Text());
        var named = (await client.Post("/v1/contacts", new JsonObject { ["email"] = email, ["externalId"] = $"ada-{tag}" })).Is(200);
        Assert.Equal(first, named.Json["id"].Text());
        var other = (await client.Post("/v1/contacts", new JsonObject { ["email"] = email, ["externalId"] = $"bob-{tag}" })).Is(201);
        Assert.NotEqual(first, other.Json["id"].Text());
        (await client.Post("/v1/contacts", new JsonObject { ["email"] = email, ["firstName"] = "third" })).Is(201);
    }

    [Fact]
    public async Task Two_user_ids_on_one_anonymous_id_stay_two_and_it_stays_with_the_first()
    {
        var (device, anna, ben) = ($"device-{tag}", $"anna-{tag}", $"ben-{tag}");
        await Track(null, device, "before", 10);
        await Identify(anna, device, 9);
        await Identify(ben, device, 8);
        await Track(null, device, "after", 7);
        await Track(ben, device, "as ben", 6);
        var (annasId, bensId) = (await IdOf($"externalId:{anna}"), await IdOf($"externalId:{ben}"));
        Assert.NotEqual(annasId, bensId);
        Assert.Equal(annasId, await IdOf($"anonymousId:{device}"));
        Assert.Equal(["after", "before"], await EventNames($"externalId:{anna}"));
        Assert.Equal(["as ben"], await EventNames($"externalId:{ben}"));
    }

    [Fact]
    public async Task An_anonymous_past_joins_a_user_who_was_known_before()
    {
        var (device, user) = ($"tablet-{tag}", $"known-{tag}");
        await Track(user, null, "as user", 20);
        await Track(null, device, "as nobody", 15);
        var anonymousId = await IdOf($"anonymousId:{device}");
        var userId = await IdOf($"externalId:{user}");
        Assert.NotEqual(userId, anonymousId);
        await Identify(user, device, 10);
        Assert.Equal(["as nobody", "as user"], await EventNames($"externalId:{user}"));
        Assert.Equal(userId, await IdOf($"anonymousId:{device}"));
        Assert.Equal(userId, await IdOf(anonymousId));
    }

    [Fact]
    public async Task A_stale_identify_changes_nothing_newer()
    {
        var user = $"stale-{tag}";
        var premium = await client.CreateActive($"premium {tag}", $$"""
            { "match": "all", "conditions": [ { "field": "trait.mark{{tag}}", "op": "equals", "value": "new" } ] }
            """);
        await Identify(user, null, 5, new JsonObject { [$"mark{tag}"] = "new", ["firstName"] = "Grace", ["email"] = $"new-{tag}@example.com" });
        await Identify(user, null, 50, new JsonObject { [$"mark{tag}"] = "old", ["firstName"] = "Gr.", ["city"] = "Paris" });
        var contact = await client.Contact($"externalId:{user}");
        Assert.Equal("new", contact["traits"]![$"mark{tag}"].Text());
        Assert.Equal("Grace", contact["firstName"].Text());
        Assert.Equal("Paris", contact["traits"]!["city"].Text());
        Assert.Equal([contact["id"].Text()], await client.MemberIds(premium));
        Assert.Single((await Feed.Read(client, premium)).Items);
    }

    static JsonObject SameAddress(string user, string email) => new()
    {
        ["externalId"] = user, ["emails"] = new JsonArray(new JsonObject { ["value"] = email }), ["phone"] = "+33 6 12 34 56 78",
    };

    async Task<string> IdOf(string key) => (await client.Contact(key))["id"].Text();

    Task<Answer> Identify(string user, string? device, int minutesAgo, JsonObject? traits = null) => Send("identify", user, device, minutesAgo, traits, null);

    Task<Answer> Track(string? user, string? device, string name, int minutesAgo) => Send("track", user, device, minutesAgo, null, name);

    async Task<Answer> Send(string type, string? user, string? device, int minutesAgo, JsonObject? traits, string? name)
    {
        var message = new JsonObject { ["messageId"] = Guid.NewGuid().ToString(), ["timestamp"] = SharedServer.Now.AddMinutes(-minutesAgo).Rfc3339() };
        foreach (var (key, value) in new (string, JsonNode?)[] { ("userId", user), ("anonymousId", device), ("traits", traits), ("event", name) })
            if (value is not null)
                message[key] = value;
        return (await client.Post($"/v1/{type}", message)).Is(200);
    }

    async Task<List<string>> EventNames(string key) =>
        [.. (await client.All($"/v1/contacts/{Uri.EscapeDataString(key)}/events")).Where(item => item["event"] is not null).Select(item => item["event"].Text()).Order(StringComparer.Ordinal)];
}
