using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What can be asked of an audience beside its members, over HTTP.</summary>
[Collection(SharedServer.Name)]
public sealed class QuestionTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Versions_are_paged_newest_first_and_one_is_restored()
    {
        var audience = await Audience("one");
        (await Edit(audience, "two")).Is(200);
        var restored = (await client.Post($"/v1/audiences/{audience}/versions/1/restore")).Is(200);
        Assert.Equal(3, restored.Json["version"]!.GetValue<int>());
        Assert.NotNull(restored.Header("ETag"));
        var first = (await client.Get($"/v1/audiences/{audience}/versions?limit=2")).Is(200).Json;
        var rest = (await client.Get($"/v1/audiences/{audience}/versions?limit=2".In("cursor", first["next"].Text()))).Is(200).Json;
        Assert.Equal([3, 2, 1], first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => item!["number"]!.GetValue<int>()));
        Assert.Null(rest["next"]);
        Assert.Equal($"{tag} two", first["items"]![1]!["changes"]!["added"]![0]!["condition"]!["value"].Text());
        Assert.Null(rest["items"]![0]!["changes"]);
        (await client.Post($"/v1/audiences/{audience}/versions/4/restore")).Is(404);
        (await client.Post($"/v1/audiences/{audience}/versions/none/restore")).Is(422);
    }

    [Fact]
    public async Task A_diff_shows_whom_an_edit_would_bring_and_take()
    {
        var audience = await Audience("one");
        await Upsert("stays", "one", "two");
        await Upsert("comes", "two");
        await Upsert("goes", "one");
        var diff = (await client.Post($"/v1/audiences/{audience}/diff", new JsonObject { ["definition"] = JsonNode.Parse(Tagged("two")) })).Is(200).Json;
        Assert.Equal((1, $"{tag} comes"), (diff["entering"]!["count"]!.GetValue<int>(), diff["entering"]!["sample"]![0]!["externalId"].Text()));
        Assert.Equal((1, $"{tag} goes"), (diff["leaving"]!["count"]!.GetValue<int>(), diff["leaving"]!["sample"]![0]!["externalId"].Text()));
        Assert.NotNull(diff["warnings"]);
        (await client.Post($"/v1/audiences/{audience}/diff", new JsonObject())).Is(422);
        (await client.Post($"/v1/audiences/{Guid.NewGuid():N}/diff", new JsonObject { ["definition"] = JsonNode.Parse(Tagged("two")) })).Is(404);
    }

    [Fact]
    public async Task A_contact_is_explained_by_any_of_its_keys()
    {
        var audience = await Audience("one");
        await Upsert("who", "one");
        var answer = (await client.Get($"/v1/audiences/{audience}/explain/{Uri.EscapeDataString($"externalId:{tag} who")}")).Is(200).Json;
        Assert.True(answer["member"]!.GetValue<bool>());
        Assert.Null(answer["nextChange"]);
        var leaf = answer["tree"]!["parts"]![0]!["parts"]![0]!.AsObject();
        Assert.Equal(("definition.conditions[0]", $"{tag} one", true), (leaf["path"].Text(), leaf["value"].Text(), leaf["decides"]!.GetValue<bool>()));
        Assert.False(leaf.ContainsKey("events"));
        (await client.Get($"/v1/audiences/{audience}/explain/{Guid.NewGuid():N}")).Is(404);
    }

    [Fact]
    public async Task Audiences_in_audiences_are_explained_however_deep()
    {
        var audience = await Audience("one");
        for (var level = 0; level < 15; level++)
            audience = await client.CreateActive(
                $"level {level} {tag}", $$"""{ "match": "all", "conditions": [ { "field": "audience.{{audience}}", "op": "memberOf" } ] }""");
        await Upsert("deep", "one");
        var answer = (await client.Get($"/v1/audiences/{audience}/explain/{Uri.EscapeDataString($"externalId:{tag} deep")}")).Is(200);
        Assert.Contains($"\"value\":\"{tag} one\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_pinned_by_any_of_their_keys_and_listed_with_who_did_it()
    {
        var audience = await Audience("one");
        await Upsert("in");
        await Upsert("out", "one");
        (await client.Post($"/v1/audiences/{audience}/pins", JsonNode.Parse($$"""{ "in": ["externalId:{{tag}} in"], "out": ["externalId:{{tag}} out"] }""")!)).Is(200);
        var member = (await client.Get($"/v1/audiences/{audience}/members")).Is(200).Json["items"]!.AsArray().Single()!;
        Assert.Equal("in", member["pinned"]!["as"].Text());
        var pins = (await client.Get($"/v1/audiences/{audience}/pins?limit=1")).Is(200).Json;
        var rest = (await client.Get($"/v1/audiences/{audience}/pins?limit=1".In("cursor", pins["next"].Text()))).Is(200).Json;
        Assert.Equal(["in", "out"], pins["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => item!["pinned"]!["as"].Text()).Order());
        var one = (await client.Get($"/v1/audiences/{audience}/members/{Uri.EscapeDataString($"externalId:{tag} out")}")).Is(200).Json;
        Assert.Equal((false, "out"), (one["member"]!.GetValue<bool>(), one["pinned"]!["as"].Text()));
        var refused = (await client.Post($"/v1/audiences/{audience}/pins", JsonNode.Parse("""{ "in": ["externalId:nobody at all"] }""")!)).Is(422);
        Assert.NotNull(refused.Json["errors"]!["in[0]"]);
        (await client.Post($"/v1/audiences/{Guid.NewGuid():N}/pins", JsonNode.Parse("""{ "in": ["x"] }""")!)).Is(404);
    }

    [Fact]
    public async Task A_forecast_has_a_line_for_each_day_from_today_on()
    {
        var audience = await client.CreateActive($"seen {tag}", $$"""{ "match": "all", "conditions": [ { "field": "event.{{tag}}", "op": "performed", "within": "2d" } ] }""");
        await client.Track($"{tag} who", tag, SharedServer.Now.AddHours(-36));
        var days = (await client.Get($"/v1/audiences/{audience}/forecast?days=3")).Is(200).Json["days"]!.AsArray();
        Assert.Equal(
            ["2026-03-02 0 1 0", "2026-03-03 0 0 0", "2026-03-04 0 0 0"],
            days.Select(day => $"{day!["day"].Text()} {day["entering"]} {day["leaving"]} {day["count"]}"));
        Assert.Equal(30, (await client.Get($"/v1/audiences/{audience}/forecast")).Is(200).Json["days"]!.AsArray().Count);
        foreach (var wrong in new[] { "0", "401", "-1", "many" })
            (await client.Get($"/v1/audiences/{audience}/forecast?days={wrong}")).Is(422);
    }

    [Fact]
    public async Task Members_of_a_past_instant_are_paged_and_what_is_no_past_instant_is_refused()
    {
        var audience = await Audience("one");
        var people = new List<string>();
        foreach (var who in new[] { "a", "b", "c" })
            people.Add((await Upsert(who, "one"))["id"].Text());
        var path = $"/v1/audiences/{audience}/members?include=contact".In("asOf", SharedServer.Now.Rfc3339());
        Assert.Equal(people.Order(), (await client.All(path)).Select(item => item["contact"]!["id"].Text()));
        var page = (await client.Get(path.In("limit", "2"))).Is(200).Json;
        Assert.Null(page["place"]);
        Assert.Equal(SharedServer.Now, page["asOf"].Instant());
        (await client.Get($"/v1/audiences/{audience}/members?limit=2".In("cursor", page["next"].Text()))).Is(422);
        foreach (var wrong in new[] { "yesterday", "2026-03-02", SharedServer.Now.AddMilliseconds(1).Rfc3339(), SharedServer.Now.AddMilliseconds(-1).Rfc3339() })
            (await client.Get($"/v1/audiences/{audience}/members".In("asOf", wrong))).Is(422);
    }

    Task<JsonNode> Upsert(string who, params string[] tagged) => client.Upsert(new JsonObject
    {
        ["externalId"] = $"{tag} {who}", ["tags"] = new JsonArray([.. tagged.Select(each => (JsonNode)$"{tag} {each}")]),
    });

    /// <summary>Active, of those who have a tag of this test's own.</summary>
    Task<string> Audience(string tagged) => client.CreateActive($"questions {tag}", Tagged(tagged));

    Task<Answer> Edit(string audience, string tagged) =>
        client.Put($"/v1/audiences/{audience}", new JsonObject { ["name"] = $"questions {tag}", ["definition"] = JsonNode.Parse(Tagged(tagged)) });

    string Tagged(string tagged) => $$"""{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "{{tag}} {{tagged}}" } ] }""";
}
