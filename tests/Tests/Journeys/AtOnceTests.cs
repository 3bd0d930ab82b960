using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Requests that meet: many first events for one new person, merges that cross.</summary>
[Collection(SharedServer.Name)]
public sealed class AtOnceTests(SharedServer shared)
{
    const int Rounds = 40;
    const int Together = 6;

    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData("userId")]
    [InlineData("anonymousId")]
    public async Task First_events_for_one_new_person_at_once_make_one_contact(string kind)
    {
        var audience = await client.CreateActive($"came at once by {kind} {tag}", $$"""
            { "match": "all", "conditions": [ { "field": "event.first {{kind}} {{tag}}", "op": "performed" } ] }
            """);
        for (var round = 0; round < Rounds; round++)
        {
            var person = $"{kind}-{tag}-{round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, Together).Select(part => client.Post("/v1/track", new JsonObject
            {
                [kind] = person, ["event"] = $"first {kind} {tag}", ["messageId"] = $"{person}-{part}", ["timestamp"] = SharedServer.Now.AddHours(-part).Rfc3339(),
            })));
            Assert.All(answers, answer => answer.Is(200));
            var key = kind == "userId" ? $"externalId:{person}" : $"anonymousId:{person}";
            Assert.Equal(Together, (await client.EventIds(key)).Distinct().Count());
        }
        Assert.Equal(Rounds, (await client.MemberIds(audience)).Count);
    }

    [Fact]
    public async Task Upserts_of_one_new_contact_at_once_make_it_once_and_lose_no_tag()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var person = $"upserted-{tag}-{round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, Together).Select(part =>
                client.Post("/v1/contacts", new JsonObject { ["externalId"] = person, ["tags"] = new JsonArray($"tag{part}") })));
            Assert.Equal([200, 200, 200, 200, 200, 201], answers.Select(answer => answer.Code).Order());
            Assert.Single(answers.Select(answer => answer.Json["id"].Text()).Distinct());
            var tags = (await client.Contact($"externalId:{person}"))["tags"]!.AsArray().Select(item => item.Text()).Order(StringComparer.Ordinal);
            Assert.Equal(Enumerable.Range(0, Together).Select(part => $"tag{part}"), tags);
        }
    }

    [Fact]
    public async Task Crossing_merges_do_not_hang_and_leave_one_contact()
    {
        for (var round = 0; round < Rounds; round++)
        {
            string[] people = [.. Enumerable.Range(0, 2 + round % 3).Select(part => $"ring-{tag}-{round}-{part}")];
            foreach (var person in people)
                await client.Track(person, "was here", SharedServer.Now.AddHours(-1));
            await MergeInARing(people);
            var left = await Task.WhenAll(people.Select(async person => (await client.Contact($"externalId:{person}"))["id"].Text()));
            Assert.Single(left.Distinct());
            Assert.Equal(people.Length, (await client.EventIds(left[0])).Count);
        }
    }

    /// <summary>Each into the next, all at once. What then still is two (a merge may be refused with 409 because another came first) is merged once more.</summary>
    async Task MergeInARing(string[] people)
    {
        var answers = await Task.WhenAll(people.Select((person, index) => Merge(person, people[(index + 1) % people.Length])));
        Assert.All(answers, answer => answer.Is(200, 409));
        Assert.Contains(answers, answer => answer.Code == 200);
        for (var index = 1; index < people.Length; index++)
            if ((await client.Contact($"externalId:{people[index]}"))["id"].Text() != (await client.Contact($"externalId:{people[0]}"))["id"].Text())
                (await Merge(people[index], people[0])).Is(200);
    }

    Task<Answer> Merge(string person, string into) =>
        client.Post($"/v1/contacts/externalId:{person}/merge", new JsonObject { ["into"] = $"externalId:{into}" });
}
