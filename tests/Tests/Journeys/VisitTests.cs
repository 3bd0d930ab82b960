using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>
/// Fields that nobody sends by name, as Segment's page SDK fills them in Chromium: what was visited from, which pages, how often, when.
/// </summary>
public sealed class VisitTests : IAsyncLifetime
{
    private const string Desktop = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    private static readonly (string Name, string Condition, string[] Members)[] Audiences =
    [
        ("on a desktop", """{ "field": "device", "op": "equals", "value": "desktop" }""", ["dora", "robot"]),
        ("on a phone", """{ "field": "device", "op": "equals", "value": "mobile" }""", ["phil"]),
        ("with Edge", """{ "field": "browser", "op": "equals", "value": "Edge" }""", ["dora"]),
        ("with Safari", """{ "field": "browser", "op": "equals", "value": "Safari" }""", ["phil"]),
        ("with Chromium as it is", """{ "field": "browser", "op": "equals", "value": "Chrome" }""", ["robot"]),
        ("page by name, lately", """{ "field": "page.Pricing", "op": "performed", "within": "1h" }""", ["dora"]),
        ("page by path", """{ "field": "page./plans/yearly", "op": "performed", "within": "1h" }""", ["phil"]),
        ("any page twice", """{ "field": "page", "op": "performed", "atLeast": 2 }""", ["phil"]),
        ("one session", """{ "field": "sessionCount", "op": "equals", "value": 1 }""", ["dora", "robot"]),
        ("one session lately", """{ "field": "sessionCount", "op": "equals", "value": 1, "within": "1h" }""", ["dora", "phil", "robot"]),
        ("two sessions", """{ "field": "sessionCount", "op": "equals", "value": 2 }""", ["phil"]),
        ("three events", """{ "field": "eventCount", "op": "equals", "value": 3 }""", ["phil"]),
        ("two events", """{ "field": "eventCount", "op": "equals", "value": 2 }""", ["dora"]),
        ("seen just now", """{ "field": "lastSeen", "op": "within", "value": "1h" }""", ["dora", "phil", "robot"]),
        ("first seen yesterday or before", """{ "field": "firstSeen", "op": "olderThan", "value": "20h" }""", ["phil"]),
    ];

    private ServerProcess server = null!;
    private AudiencesClient client = null!;
    private string key = "";

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start(new ServerOptions { ManualClock = false });
        client = server.Client();
        key = (await client.Post("/v1/keys", JsonNode.Parse("""{ "name": "web", "scopes": ["ingest"] }"""))).Is(201).Json["key"].Text();
    }

    [FactNeeding(Needs.Browser)]
    public async Task What_a_desktop_and_a_phone_are_seen_to_do_is_what_audiences_ask_for()
    {
        var audiences = new List<(string Id, string Name, string[] Members)>();
        foreach (var (name, condition, members) in Audiences)
            audiences.Add((await client.CreateActive(name, $$"""{ "match": "all", "conditions": [ {{condition}} ] }"""), name, members));

        await Visit("dora", 3, Desktop, "await analytics.page('Pricing'); await analytics.track('looked');");
        await Visit("phil", 4, Phone, """
            await analytics.page('Pricing', {}, { timestamp: new Date(Date.now() - 24 * 3600e3) });
            history.pushState({}, '', '/plans/yearly?coupon=1');
            await analytics.page('Plans');
            await analytics.track('looked');
            """);
        await Visit("robot", 2, null, "await analytics.track('looked');");

        foreach (var (id, name, members) in audiences)
        {
            var shown = (await client.Members(id)).Select(item => item["contact"]!["externalId"].Text()).Order();
            Assert.True(members.SequenceEqual(shown), $"{name}: {string.Join(' ', shown)}, not {string.Join(' ', members)}\n{(await client.Get("/v1/contacts/externalId:phil/events")).Text}");
        }
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    private async Task Visit(string who, int requests, string? userAgent, string script)
    {
        var visit = await Browser.Open(
            "segment-visit", server.Url, key, $"{requests}", $"(async () => {{ await analytics.identify('{who}'); {script} }})()", userAgent);
        Assert.Empty(visit.Errors);
        Assert.Equal(requests, visit.Answers.Count(answer => answer is { Method: "POST", Status: 200 }));
    }
}
