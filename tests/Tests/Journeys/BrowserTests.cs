using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>
/// The unmodified page SDKs of Segment and RudderStack in Chromium, on a page of another origin, against the real server with a key
/// that may only ingest. The pages are tests/node/pages; README shows two of them (<see cref="ReadmeTests"/>).
/// </summary>
public sealed class BrowserTests : IAsyncLifetime
{
    ServerProcess server = null!;
    AudiencesClient client = null!;
    string key = "";

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start(new ServerOptions { ManualClock = false });
        client = server.Client();
        key = (await client.Post("/v1/keys", JsonNode.Parse("""{ "name": "web", "scopes": ["ingest"] }"""))).Is(201).Json["key"].Text();
    }

    [FactNeeding(Needs.Browser)]
    public Task Segments_page_identify_and_track_arrive() =>
        Arrive("segment", "GET settings 200, POST i 200, POST p 200, POST t 200");

    [FactNeeding(Needs.Browser)]
    public Task Segments_batches_arrive() => Arrive("segment-batch", "GET settings 200, POST b 200");

    [FactNeeding(Needs.Browser)]
    public Task Rudders_page_identify_and_track_arrive() =>
        Arrive("rudder", "GET  200, POST identify 200, POST page 200, POST track 200");

    [FactNeeding(Needs.Browser)]
    public Task Rudders_beacons_arrive() => Arrive("rudder-beacon", "GET  200, POST batch 200");

    [FactNeeding(Needs.Browser)]
    public Task What_Segments_SDK_sent_in_vain_is_listed_with_its_reason() => IsListed(
        "segment", "timestamp", "analytics.track('late', {}, { timestamp: new Date(Date.now() + 3 * 86400e3) });");

    [FactNeeding(Needs.Browser)]
    public Task What_Rudders_SDK_sent_in_vain_is_listed_with_its_reason() => IsListed(
        "rudder", "originalTimestamp", "analytics.track('late', {}, { originalTimestamp: new Date(Date.now() + 3 * 86400e3).toISOString() });");

    [FactNeeding(Needs.Browser)]
    public Task A_wrong_key_is_an_error_that_Segments_page_can_read() => TellsOfAWrongKey("segment");

    [FactNeeding(Needs.Browser)]
    public Task A_wrong_key_is_an_error_that_Rudders_page_can_read() => TellsOfAWrongKey("rudder");

    [FactNeeding(Needs.Browser)]
    public async Task A_page_reads_every_refusal_of_what_it_sends_and_nothing_of_other_routes()
    {
        var reader = (await client.Post("/v1/keys", JsonNode.Parse("""{ "name": "back", "scopes": ["read"] }"""))).Is(201).Json["key"].Text();
        var visit = await Browser.Open("plain", server.Url, key, "5", $$"""
            (async () => {
              const packed = async text => new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
              const send = async (key, body, headers) => {
                const answer = await fetch('{{server.Url}}v1/b', { method: 'POST', body, headers: { Authorization: `Basic ${btoa(`${key}:`)}`, ...headers } });
                return `${answer.status} ${(await answer.json()).type ?? 'taken'}`;
              };
              const track = JSON.stringify({ batch: [{ type: 'track', userId: 'ann', event: 'packed' }] });
              return [
                await send('wrong', track), await send('{{reader}}', track), await send('{{key}}', '{'),
                await send('{{key}}', await packed('x'.repeat(1e6)), { 'Content-Encoding': 'gzip' }),
                await send('{{key}}', await packed(track), { 'Content-Encoding': 'gzip' }),
                await fetch('{{server.Url}}v1/me', { headers: { Authorization: 'Bearer {{reader}}' } }).then(() => 'read', error => error.message),
              ];
            })()
            """);
        Assert.Equal(
            [
                "401 urn:audiences:unknown-key", "403 urn:audiences:missing-scope", "400 urn:audiences:invalid-json",
                "413 urn:audiences:inflates-too-large", "200 taken", "Failed to fetch",
            ],
            visit.Value.EnumerateArray().Select(text => text.GetString()));
    }

    async Task Arrive(string page, string requests)
    {
        var audience = await client.CreateActive("Premium buyers", """
            { "conditions": [ { "field": "trait.plan", "op": "equals", "value": "premium" }, { "field": "event.purchase", "op": "performed",
              "where": [ { "property": "amount", "op": "greaterThan", "value": 100 } ] } ] }
            """);
        var visit = await Browser.Open(page, server.Url, key, requests.Split("POST").Skip(1).Count().ToString());

        Assert.Equal(requests, string.Join(", ", visit.Answers.Select(answer => $"{answer.Method} {answer.Path.Split('/')[^1]} {answer.Status}").Order()));
        Assert.Empty(visit.Unreadable.Concat(visit.Elsewhere).Concat(visit.Errors));
        var ann = await client.Contact("externalId:ann");
        Assert.Equal(("premium", "ann@example.org"), (ann["traits"]!["plan"].Text(), ann["email"].Text()));
        Assert.Single(ann["anonymousIds"]!.AsArray());
        var events = await client.All("/v1/contacts/externalId:ann/events");
        Assert.Equal(["page Pricing", "track purchase"], events.Select(sent => $"{sent["type"]} {sent["name"] ?? sent["event"]}").Order());
        Assert.Equal(120, events.Single(sent => sent["type"].Text() == "track")["properties"]!["amount"]!.GetValue<int>());
        Assert.StartsWith("http://localhost:", events.Single(sent => sent["type"].Text() == "page")["properties"]!["url"].Text(), StringComparison.Ordinal);
        Assert.Equal([ann["id"].Text()], await client.MemberIds(audience));
    }

    async Task IsListed(string page, string path, string late)
    {
        var visit = await Browser.Open(page, server.Url, key, "5", $"{late} analytics.track('big', {{ text: 'x'.repeat(40_000) }}); null");

        Assert.Empty(visit.Unreadable);
        Assert.Contains(visit.Errors, error => error.Contains("400", StringComparison.Ordinal));
        var rejected = await client.All("/v1/ingest/recent?kind=rejected");
        Assert.Equal(
            [$"track  The body is larger than 32,768 bytes.", $"track {path} is more than 24 hours ahead"],
            rejected.Select(item => $"{item["type"]} {item["path"]} {item["reason"]}").Order());
        Assert.DoesNotContain(await client.All("/v1/contacts/externalId:ann/events"), sent => sent["event"]?.Text() is "late" or "big");
    }

    async Task TellsOfAWrongKey(string page)
    {
        var visit = await Browser.Open(page, server.Url, "wrong", "error:unknown-key");

        Assert.Empty(visit.Unreadable);
        Assert.All(visit.Answers, answer => Assert.Equal(("GET", 401), (answer.Method, answer.Status)));
        Assert.Contains(visit.Errors, error => error.Contains("The key is not known, has expired or was revoked.", StringComparison.Ordinal));
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }
}
