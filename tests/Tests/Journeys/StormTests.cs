using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>All kinds of nonsense at once, from many sides, between good requests.</summary>
public sealed class StormTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    static readonly string[] Routes = ["/v1/track", "/v1/batch", "/v1/identify", "/v1/contacts", "/v1/contacts/batch", "/v1/audiences", "/v1/audiences/preview", "/v1/keys"];

    static readonly byte[][] Nonsense =
    [
        [], [0], [0xFF, 0xFE, 0x00], Bytes.Of("{"), Bytes.Of("nul"), Bytes.Of(Bytes.Nested(10_000)), Bytes.Of(new string('[', 100_000)),
        Bytes.Of("""{ "userId": "\ud800" }"""), Bytes.Of("""{ "batch": 5 }"""), Bytes.Of("""{ "batch": [ null, 5, [], "x", {} ] }"""),
        Bytes.Of("""{ "items": [ null, 5, [], "x", {} ] }"""), Bytes.Of("""{ "definition": { "match": "all", "conditions": [ null ] } }"""),
        Bytes.Of("""{ "name": null, "definition": null, "scopes": null }"""), Bytes.Of($$"""{ "externalId": "{{new string('x', 100_000)}}" }"""),
        Bytes.Of("""{ "type": "track", "userId": "s", "event": "e", "timestamp": 1e400 }"""), Bytes.Of("""{ "userId": "s", "event": "e", "properties": { "n": 1e99999 } }"""),
    ];

    [Fact]
    public async Task The_server_lives_through_a_storm_and_keeps_everything_good()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(Now);
        var bad = Routes.SelectMany(route => Nonsense.Select(body => client.Send(HttpMethod.Post, route, body)));
        var good = Enumerable.Range(0, 200).Select(number => client.Track($"good-{number % 10}", "kept", Now.AddMinutes(-number)));
        var answers = await Task.WhenAll(bad.Zip(good).SelectMany(pair => new[] { pair.First, pair.Second }).ToList());
        Assert.All(answers, answer => Assert.InRange(answer.Code, 200, 499));
        Assert.All(answers.Where(answer => answer.Request.Contains("/v1/track") || answer.Request.Contains("/v1/batch") || answer.Request.Contains("/v1/identify")),
            answer => Assert.Contains(answer.Code, new[] { 200, 400, 413, 429 }));
        (await client.Get("/health/ready")).Is(200);
        var kept = 0;
        for (var user = 0; user < 10; user++)
            kept += (await client.EventIds($"externalId:good-{user}")).Count;
        Assert.Equal(answers.Length / 2, kept);
    }

    [Fact]
    public async Task Five_ids_that_look_alike_are_five_contacts()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(Now);
        string[] users = ["abc", "ABC", "0abc", "123", "0123"];
        foreach (var user in users)
            await client.Track(user, $"as {user}", Now);
        foreach (var user in users)
            await client.Upsert(new JsonObject { ["externalId"] = user, ["tags"] = new JsonArray($"tag {user}") });
        var ids = new HashSet<string>();
        foreach (var user in users)
        {
            var contact = await client.Contact($"externalId:{user}");
            Assert.Equal(user, contact["externalId"].Text());
            Assert.Equal([$"tag {user}"], contact["tags"]!.AsArray().Select(tag => tag.Text()));
            Assert.Equal([$"as {user}"], (await client.All($"/v1/contacts/externalId:{user}/events")).Select(item => item["event"].Text()));
            ids.Add(contact["id"].Text());
        }
        Assert.Equal(5, ids.Count);
    }
}
