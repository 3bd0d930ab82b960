using System.Text.Json.Nodes;
using Tests.Support;
using Tests.Support.Plain;

namespace Tests.Journeys;

/// <summary>Random stories of a few people and devices that change hands; the server must tell them apart as the rules do.</summary>
[Collection(SharedServer.Name)]
public sealed class IdentityPropertyTests(SharedServer shared)
{
    const int Stories = 25;
    const int Length = 24;

    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Any_story_leaves_the_people_the_rules_leave()
    {
        for (var seed = 1; seed <= Stories; seed++)
        {
            var (random, rules, told) = (new Random(seed), new PlainIdentities(), new List<string>());
            for (var step = 0; step < Length; step++)
            {
                var (id, user, device) = ($"m-{tag}-{seed}-{step}", Name("user", random.Next(5)), Name("device", random.Next(5)));
                if ((user ?? device) is null)
                    continue;
                var isIdentify = random.Next(2) == 0;
                told.Add($"{(isIdentify ? "identify" : "track")} user={user} device={device}");
                await Tell(id, isIdentify, user, device);
                rules.Message(isIdentify ? "" : id, user, device);
            }
            await MustBe(rules, $"story {seed}:\n{string.Join('\n', told)}");

            string? Name(string kind, int number) => number < 3 ? $"{kind}-{tag}-{seed}-{number}" : null;
        }
    }

    async Task Tell(string id, bool isIdentify, string? user, string? device)
    {
        var message = new JsonObject { ["messageId"] = id, ["timestamp"] = SharedServer.Now.AddMinutes(-5).Rfc3339() };
        if (user is not null)
            message["userId"] = user;
        if (device is not null)
            message["anonymousId"] = device;
        if (!isIdentify)
            message["event"] = "told";
        (await client.Post(isIdentify ? "/v1/identify" : "/v1/track", message)).Is(200);
    }

    async Task MustBe(PlainIdentities rules, string story)
    {
        var ids = new HashSet<string>();
        foreach (var person in rules.People)
        {
            var keys = person.Devices.Select(device => $"anonymousId:{device}").Concat(person.User is { } user ? [$"externalId:{user}"] : []).ToList();
            var found = await Task.WhenAll(keys.Select(async key => (await client.Contact(key))["id"].Text()));
            Assert.True(found.Distinct().Count() == 1, $"{string.Join(" and ", keys)} should be one contact after {story}");
            Assert.True(ids.Add(found[0]), $"{string.Join(" and ", keys)} should not be somebody else after {story}");
            var events = (await client.EventIds(found[0])).Where(id => person.Messages.Contains(id)).Order(StringComparer.Ordinal);
            Assert.True(events.SequenceEqual(person.Messages.Where(id => id != "").Order(StringComparer.Ordinal)), $"{string.Join(" and ", keys)} has other events after {story}");
        }
    }
}
