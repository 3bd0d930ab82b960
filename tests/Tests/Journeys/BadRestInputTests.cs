using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What the REST routes say to input they cannot or will not take.</summary>
[Collection(SharedServer.Name)]
public sealed class BadRestInputTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData("""{ "externalId": "x", """)]
    [InlineData("""{ "externalId": "x" } trailing""")]
    [InlineData("""{ 'externalId': 'x' }""")]
    [InlineData("""{ "externalId": "x", "externalId": "y" }""")]
    [InlineData("""{ "externalId": "x", "traits": { "a": 1, "a": 2 } }""")]
    [InlineData("")]
    public async Task What_cannot_be_read_is_400(string body)
    {
        Problem(await Post("/v1/contacts", Bytes.Of(body)), 400);
    }

    [Fact]
    public async Task Depth_up_to_64_is_read_and_more_is_400()
    {
        (await Post("/v1/contacts", Bytes.Of($$"""{"externalId":"deep-{{tag}}","traits":{{Bytes.Nested(62)}}}"""))).Is(201);
        Problem(await Post("/v1/contacts", Bytes.Of($$"""{"externalId":"deeper-{{tag}}","traits":{{Bytes.Nested(65)}}}""")), 400);
        Problem(await Post("/v1/contacts", Bytes.Of(Bytes.Nested(20_000))), 400);
        (await client.Get($"/v1/contacts/externalId:deeper-{tag}")).Is(404);
    }

    // Whoever sends 30 MB without waiting for leave can read the answer all the same.
    [Theory]
    [InlineData("/v1/contacts", 413)]
    [InlineData("/v1/contacts/batch", 413)]
    [InlineData("/v1/track", 400)]
    public async Task A_body_that_is_much_too_large_has_an_answer_that_can_be_read(string path, int status)
    {
        var answer = Problem(await Post(path, Bytes.Of(new string(' ', 30_000_000))), status);
        Assert.EndsWith("too-large", answer["type"].Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_400()
    {
        Problem(await Post("/v1/contacts", [.. "{\"externalId\":\""u8, 0xFF, 0xFE, .. "\"}"u8]), 400);
    }

    [Theory]
    [InlineData("""{ "externalId": "x", "colour": "red" }""", "colour")]
    [InlineData("""{ "externalId": 5 }""", "externalId")]
    [InlineData("""{ "externalId": "x", "tags": "vip" }""", "tags")]
    [InlineData("""{ "externalId": "x", "tags": [5] }""", "tags")]
    [InlineData("""{ "externalId": "x", "traits": [] }""", "traits")]
    [InlineData("""{ "externalId": "x", "address": "Paris" }""", "address")]
    [InlineData("""{ "externalId": "x", "address": { "planet": "Mars" } }""", "planet")]
    [InlineData("""{ "externalId": "x", "birthday": "0001-01-01" }""", "birthday")]
    [InlineData("""{ "externalId": "x", "birthday": "1899-12-31" }""", "birthday")]
    [InlineData("""{ "externalId": "a\u0000b" }""", "externalId")]
    [InlineData("""{ "externalId": "a\ud800b" }""", "externalId")]
    [InlineData("""{ "externalId": "x", "firstName": "\udc00" }""", "firstName")]
    [InlineData("""{ "externalId": "x", "traits": { "a": "\u0000" } }""", "traits")]
    [InlineData("""{ "externalId": "x", "traits": { "\ud800": 1 } }""", "")]
    public async Task What_is_read_and_refused_is_422_and_names_the_field(string body, string field)
    {
        var problem = Problem(await Post("/v1/contacts", Bytes.Of(body)), 422);
        Assert.Contains(problem["errors"]!.AsObject(), error => error.Key.Contains(field, StringComparison.Ordinal));
        (await client.Get("/v1/contacts/externalId:x")).Is(404);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("42")]
    [InlineData("null")]
    public async Task A_body_that_is_no_object_is_422(string body)
    {
        Problem(await Post("/v1/contacts", Bytes.Of(body)), 422);
    }

    [Fact]
    public async Task Read_only_fields_that_a_GET_returned_are_ignored()
    {
        var contact = await client.Upsert(new JsonObject { ["externalId"] = $"round-{tag}", ["firstName"] = "Ada" });
        contact["firstName"] = "Grace";
        var again = (await client.Post("/v1/contacts", contact.DeepClone())).Is(200).Json;
        Assert.Equal(("Grace", contact["id"].Text()), (again["firstName"].Text(), again["id"].Text()));
    }

    [Fact]
    public async Task One_bad_item_of_a_batch_fails_alone()
    {
        var answer = (await client.Post("/v1/contacts/batch", $$"""
            { "items": [ { "externalId": "first-{{tag}}" }, { "externalId": 7 }, { "externalId": "third-{{tag}}", "colour": 1 }, { "externalId": "last-{{tag}}" } ] }
            """.Json())).Is(200);
        Assert.Equal(["created", "refused", "refused", "created"], answer.Json["items"]!.AsArray().Select(item => item!["status"].Text()));
        (await client.Get($"/v1/contacts/externalId:first-{tag}")).Is(200);
        (await client.Get($"/v1/contacts/externalId:last-{tag}")).Is(200);
        (await client.Get($"/v1/contacts/externalId:third-{tag}")).Is(404);
    }

    [Fact]
    public async Task More_than_a_thousand_items_are_422_and_none_is_stored()
    {
        var items = Enumerable.Range(0, 1_001).Select(number => (JsonNode)new JsonObject { ["externalId"] = $"many-{tag}-{number}" });
        Problem(await client.Post("/v1/contacts/batch", new JsonObject { ["items"] = new JsonArray([.. items]) }), 422);
        (await client.Get($"/v1/contacts/externalId:many-{tag}-0")).Is(404);
    }

    [Fact]
    public async Task A_body_that_announces_itself_as_huge_is_413_before_it_is_sent()
    {
        Assert.Equal(413, await RawHttp.Status(client.Url, $"""
            POST /v1/contacts HTTP/1.1
            Host: localhost
            Authorization: Bearer {ServerProcess.AdminKey}
            Content-Type: application/json
            Content-Length: 4000000000


            """));
    }

    [Theory]
    [InlineData("GET", "/v1/contacts/externalId:nobody-at-all")]
    [InlineData("GET", "/v1/contacts/00000000-0000-0000-0000-000000000000")]
    [InlineData("GET", "/v1/contacts/not-an-id")]
    [InlineData("GET", "/v1/audiences/nothing")]
    [InlineData("GET", "/v1/audiences/nothing/members")]
    [InlineData("GET", "/v1/audiences/nothing/changes")]
    [InlineData("DELETE", "/v1/audiences/nothing")]
    [InlineData("DELETE", "/v1/keys/nothing")]
    [InlineData("GET", "/v1/no-such-route")]
    public async Task Unknown_things_are_404(string method, string path)
    {
        Problem(await client.Send(new HttpMethod(method), path), 404);
    }

    [Fact]
    public async Task Unknown_keys_are_401_and_missing_scopes_403()
    {
        using var stranger = shared.Server.Client("ak_0123456789abcdef0123456789abcdef");
        Problem(await stranger.Get("/v1/me"), 401);
        Problem(await stranger.Post("/v1/contacts", new JsonObject { ["externalId"] = tag }), 401);
        using var ingest = await shared.WithScopes("ingest");
        Problem(await ingest.Get("/v1/audiences"), 403);
        Problem(await ingest.Post("/v1/contacts", new JsonObject { ["externalId"] = tag }), 403);
        using var reader = await shared.WithScopes("read");
        Problem(await reader.Put("/v1/clock", """{ "now": "2027-01-01T00:00:00Z" }""".Json()), 403);
        (await reader.Get("/v1/audiences")).Is(200);
    }

    [Theory]
    [InlineData("""{ "now": "2000-01-01T00:00:00Z" }""", "clock-backwards")]
    [InlineData("""{ "now": "0001-01-01T00:00:00Z" }""", "")]
    [InlineData("""{ "now": "yesterday" }""", "")]
    [InlineData("""{ "now": 5 }""", "")]
    public async Task A_clock_that_is_told_nonsense_stays(string body, string type)
    {
        var problem = Problem(await client.Put("/v1/clock", body.Json()), 422);
        Assert.EndsWith(type, problem["type"].Text());
        Assert.Equal(SharedServer.Now, await client.Clock());
    }

    Task<Answer> Post(string path, byte[] body) => client.Send(HttpMethod.Post, path, body);

    /// <summary>The status, and a problem document that says so with all its members.</summary>
    static JsonNode Problem(Answer answer, int status)
    {
        answer.Is(status);
        Assert.StartsWith("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(status, answer.Json["status"]!.GetValue<int>());
        foreach (var member in new[] { "type", "title", "detail", "traceId" })
            Assert.False(string.IsNullOrEmpty(answer.Json[member]?.GetValue<string>()), $"{answer} has no {member}");
        return answer.Json;
    }
}
