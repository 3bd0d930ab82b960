using System.Text;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Ingestion takes what it can, says 200 to what a web page could not mend, and never loses the good beside the bad.</summary>
[Collection(SharedServer.Name)]
public sealed class BadEventTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    public static TheoryData<string, string> BadMessages() => new()
    {
        { "nobody", """{ "type": "track", "event": "nobody did it" }""" },
        { "no event name", """{ "type": "track", "userId": "bad" }""" },
        { "empty event name", """{ "type": "track", "userId": "bad", "event": "" }""" },
        { "empty userId", """{ "type": "track", "userId": "", "event": "e" }""" },
        { "userId is an object", """{ "type": "track", "userId": { "id": 5 }, "event": "e" }""" },
        { "event is a number", """{ "type": "track", "userId": "bad", "event": 5 }""" },
        { "unknown type", """{ "type": "dance", "userId": "bad", "event": "e" }""" },
        { "NUL in userId", """{ "type": "track", "userId": "bad\u0000", "event": "e" }""" },
        { "NUL in event", """{ "type": "track", "userId": "bad", "event": "e\u0000" }""" },
        { "lone surrogate in userId", """{ "type": "track", "userId": "bad\ud800", "event": "e" }""" },
        { "lone surrogate in properties", """{ "type": "track", "userId": "bad", "event": "e", "properties": { "p": "\udfff" } }""" },
        { "year 1", """{ "type": "track", "userId": "bad", "event": "e", "timestamp": "0001-01-01T00:00:00Z" }""" },
        { "before 1900", """{ "type": "track", "userId": "bad", "event": "e", "timestamp": "1899-12-31T23:59:59Z" }""" },
        { "over 24 h ahead", """{ "type": "track", "userId": "bad", "event": "e", "timestamp": "2026-03-03T00:00:00.001Z" }""" },
        { "year 9999", """{ "type": "track", "userId": "bad", "event": "e", "timestamp": "9999-12-31T23:59:59Z" }""" },
        { "unreadable time", """{ "type": "track", "userId": "bad", "event": "e", "timestamp": "last week" }""" },
    };

    [Theory]
    [MemberData(nameof(BadMessages))]
    public async Task A_bad_message_is_dropped_with_200_and_its_neighbours_are_kept(string what, string bad)
    {
        Assert.Equal("""{"success":true}""", (await Batch(Good("before"), Mine(bad), Good("after"))).Is(200).Text.Replace(" ", ""));
        var kept = (await client.EventIds($"externalId:good-{tag}")).Order(StringComparer.Ordinal);
        Assert.True(kept.SequenceEqual([$"after-{tag}", $"before-{tag}"]), $"beside one bad for {what} only {string.Join(", ", kept)} were kept");
        await NobodyBad();
    }

    [Theory]
    [MemberData(nameof(BadMessages))]
    public async Task In_strict_mode_it_is_400_with_its_place(string what, string bad)
    {
        var answer = await Send("/v1/batch", $$"""{ "batch": [ {{Good("strict")}}, {{Mine(bad)}} ] }""", ("X-Strict-Mode", "1"));
        var error = Assert.Single(answer.Is(400).Json["errors"]!.AsArray());
        Assert.Equal(1, error!["index"]!.GetValue<int>());
        Assert.False(string.IsNullOrEmpty(error["reason"].Text()), $"{what} is refused without a reason");
        await NobodyBad();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("""{ "userId": "bad", "event": "e" """)]
    [InlineData("""a=1&b=2""")]
    public async Task A_body_that_is_not_JSON_is_400(string body)
    {
        foreach (var path in new[] { "/v1/track", "/v1/t", "/v1/batch", "/v1/b", "/v1/import" })
            (await Send(path, body)).Is(400);
    }

    [Theory]
    [InlineData("""{ "userId": "bad", "userId": "worse", "event": "e" }""")]
    [InlineData("[]")]
    [InlineData("5")]
    public async Task A_body_that_is_JSON_of_another_kind_stores_nothing(string body)
    {
        (await Send("/v1/track", Mine(body))).Is(200, 400);
        await NobodyBad();
        await NobodyBad("worse");
    }

    [Fact]
    public async Task Deep_messages_store_nothing()
    {
        foreach (var depth in new[] { 80, 5_000 })
            (await Send("/v1/track", $$"""{ "userId": "bad-{{tag}}", "event": "e", "properties": {{Bytes.Nested(depth)}} }""")).Is(200, 400);
        await NobodyBad();
    }

    [Fact]
    public async Task Messages_over_32_KB_and_batches_over_500_KB_are_400()
    {
        (await Send("/v1/track", Padded(31 * 1024))).Is(200);
        (await Send("/v1/track", Padded(33 * 1024).Replace("padded", $"bad-{tag}"))).Is(400);
        var part = Padded(25 * 1024);
        (await Batch([.. Enumerable.Repeat(part, 19)])).Is(200);
        (await Batch([.. Enumerable.Repeat(part.Replace("padded", $"bad-{tag}"), 21)])).Is(400);
        await NobodyBad();
    }

    [Fact]
    public async Task A_gzip_bomb_is_413_and_broken_gzip_400()
    {
        var bomb = Bytes.Bomb(200 * 1024 * 1024);
        Assert.True(bomb.Length < 500 * 1024, "the bomb must be small to be one");
        (await client.Send(HttpMethod.Post, "/v1/batch", bomb, ("Content-Encoding", "gzip"))).Is(413);
        (await client.Send(HttpMethod.Post, "/v1/batch", Bytes.Of("no gzip at all"), ("Content-Encoding", "gzip"))).Is(400);
        (await client.Send(HttpMethod.Post, "/v1/batch", bomb[..100], ("Content-Encoding", "gzip"))).Is(400, 413);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("nonsense")]
    public async Task Any_content_type_is_read_as_JSON(string type)
    {
        (await client.Send(HttpMethod.Post, "/v1/track", Bytes.Of(Good(type)), ("Content-Type", type))).Is(200);
        Assert.Contains($"{type}-{tag}", await client.EventIds($"externalId:good-{tag}"));
    }

    [Fact]
    public async Task Every_route_and_short_form_takes_its_message()
    {
        foreach (var (path, type) in new[] { ("track", "track"), ("t", "track"), ("page", "page"), ("p", "page"), ("screen", "screen"), ("s", "screen") })
            (await Send($"/v1/{path}", Good(path).Replace("\"track\"", $"\"{type}\""))).Is(200);
        foreach (var path in new[] { "identify", "i", "group", "g" })
            (await Send($"/v1/{path}", $$"""{ "userId": "good-{{tag}}", "groupId": "g", "messageId": "{{path}}-{{tag}}", "traits": { "{{path}}": true } }""")).Is(200);
        foreach (var path in new[] { "batch", "b", "import" })
            (await Send($"/v1/{path}", $$"""{ "batch": [ {{Good(path)}} ] }""")).Is(200);
        var ids = await client.EventIds($"externalId:good-{tag}");
        foreach (var path in new[] { "track", "t", "page", "p", "screen", "s", "batch", "b", "import" })
            Assert.Contains($"{path}-{tag}", ids);
        var traits = (await client.Contact($"externalId:good-{tag}"))["traits"]!;
        Assert.True(traits["identify"]!.GetValue<bool>() && traits["i"]!.GetValue<bool>());
    }

    [Fact]
    public async Task An_unknown_key_is_401()
    {
        var body = Bytes.Of(Good("stranger"));
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("who-is-this:"))}";
        (await client.Send(HttpMethod.Post, "/v1/track", body, ("Authorization", basic))).Is(401);
        (await client.Send(HttpMethod.Post, "/v1/track", body, ("Authorization", "Basic !!!"))).Is(401);
        (await client.Get($"/v1/contacts/externalId:good-{tag}")).Is(404);
    }

    [Fact]
    public async Task A_known_message_id_with_another_body_is_dropped_and_the_first_stays()
    {
        (await Send("/v1/track", Good("same"))).Is(200);
        (await Send("/v1/track", Good("same").Replace("\"amount\": 5", "\"amount\": 6"))).Is(200);
        (await Send("/v1/track", Good("same").Replace("\"messageId\"", "\"sentAt\": \"2026-03-02T00:00:01Z\", \"messageId\""))).Is(200);
        (await Send("/v1/track", Good("same").Replace("\"amount\": 5", "\"amount\": 6"), ("X-Strict-Mode", "1"))).Is(400);
        var stored = Assert.Single(await client.All($"/v1/contacts/externalId:good-{tag}/events"));
        Assert.Equal(5, stored["properties"]!["amount"]!.GetValue<int>());
    }

    /// <summary>Some clients send null or an empty array where an object is meant.</summary>
    [Fact]
    public async Task Null_and_array_for_properties_and_traits_lose_nothing()
    {
        foreach (var nothing in new[] { "null", "[]" })
        {
            (await Send("/v1/track", $$"""{ "userId": "good-{{tag}}", "event": "e", "messageId": "{{nothing}}-{{tag}}", "properties": {{nothing}} }""", ("X-Strict-Mode", "1"))).Is(200);
            (await Send("/v1/identify", $$"""{ "userId": "good-{{tag}}", "traits": {{nothing}} }""", ("X-Strict-Mode", "1"))).Is(200);
        }
        var kept = await client.EventIds($"externalId:good-{tag}");
        Assert.Contains($"null-{tag}", kept);
        Assert.Contains($"[]-{tag}", kept);
    }

    [Fact]
    public async Task Rejected_messages_are_listed_with_their_reason_and_accepted_ones_beside_them()
    {
        var before = await client.All("/v1/ingest/recent?kind=rejected");
        (await Batch(Good("fine"), $$"""{ "type": "track", "userId": "rejected-{{tag}}", "event": "e", "messageId": "old-{{tag}}", "timestamp": "0001-01-01T00:00:00Z" }""")).Is(200);
        var after = await client.All("/v1/ingest/recent?kind=rejected");
        var old = after.Where(item => item["path"]?.Text() == "timestamp").ToList();
        Assert.Equal(1 + before.Count(item => item["path"]?.Text() == "timestamp"), old.Count);
        Assert.All(old, item => Assert.NotEmpty(item["reason"].Text()));
        var accepted = await client.All("/v1/ingest/recent?kind=accepted");
        Assert.Contains(accepted, item => item["messageId"]?.Text() == $"fine-{tag}");
        Assert.DoesNotContain(accepted, item => item["messageId"]?.Text() == $"old-{tag}");
    }

    string Good(string id) =>
        $$"""{ "type": "track", "userId": "good-{{tag}}", "event": "bought", "messageId": "{{id}}-{{tag}}", "timestamp": "2026-03-01T00:00:00Z", "properties": { "amount": 5 } }""";

    /// <summary>The same message about somebody whom only this test knows.</summary>
    string Mine(string message) => message.Replace("\"bad", $"\"bad-{tag}").Replace("\"worse", $"\"worse-{tag}");

    async Task NobodyBad(string who = "bad") => (await client.Get($"/v1/contacts/externalId:{who}-{tag}")).Is(404);

    string Padded(int size) => $$"""{ "type": "track", "userId": "padded", "event": "e", "messageId": "{{Guid.NewGuid()}}", "properties": { "pad": "{{new string('x', size - 160)}}" } }""".PadRight(size);

    Task<Answer> Batch(params string[] messages) => Send("/v1/batch", $$"""{ "batch": [ {{string.Join(", ", messages)}} ] }""");

    Task<Answer> Send(string path, string body, params (string, string)[] headers) => client.Send(HttpMethod.Post, path, Bytes.Of(body), headers);
}
