using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Draft, active, paused: the state says what is announced, never what is true. And people who leave for good.</summary>
[Collection(SharedServer.Name)]
public sealed class LifecycleTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task A_draft_has_members_and_announces_none()
    {
        var audience = await Draft();
        var who = await Join("first");
        Assert.Equal([who], await client.MemberIds(audience));
        Assert.Empty((await Feed.Read(client, audience)).Items);
        var shown = (await client.Get($"/v1/audiences/{audience}")).Is(200).Json;
        Assert.Equal(("draft", false), (shown["status"].Text(), shown["announced"]!.GetValue<bool>()));
        Assert.Equal(("exact", 1), (shown["size"]!["state"].Text(), shown["size"]!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_paused_audience_stays_true_and_on_resuming_the_log_holds_the_net_difference()
    {
        var audience = await Draft();
        (await client.Post($"/v1/audiences/{audience}/activate")).Is(200);
        var (stays, leaves) = (await Join("stays"), await Join("leaves"));
        (await client.Post($"/v1/audiences/{audience}/pause")).Is(200);
        var place = (await Feed.Read(client, audience)).Last;
        var comes = await Join("comes");
        await Leave("leaves");
        await Join("passes");
        await Leave("passes");
        Assert.Equal(new[] { stays, comes }.Order(), (await client.MemberIds(audience)).Order());
        Assert.Empty((await Feed.Read(client, audience, place)).Items);
        (await client.Post($"/v1/audiences/{audience}/activate")).Is(200);
        var news = (await Feed.Read(client, audience, place)).Items;
        Assert.Equal(new[] { (comes, "entered"), (leaves, "left") }.Order(), news.Select(item => (item.ContactId, item.What)).Order());
        Assert.All(news, item => Assert.Equal("resumed", item.Cause));
    }

    [Fact]
    public async Task Members_then_changes_after_their_place_miss_nothing_and_repeat_nothing()
    {
        var audience = await Draft();
        var before = await Join("before");
        (await client.Post($"/v1/audiences/{audience}/activate")).Is(200);
        var page = (await client.Get($"/v1/audiences/{audience}/members")).Is(200).Json;
        var after = await Join("after");
        await Leave("before");
        var news = (await Feed.Read(client, audience, page["place"].Text())).Items;
        Assert.Equal([before], page["items"]!.AsArray().Select(item => item!["contactId"].Text()));
        Assert.Equal(new[] { (after, "entered"), (before, "left") }.Order(), news.Select(item => (item.ContactId, item.What)).Order());
    }

    [Fact]
    public async Task Paging_through_members_lists_each_once_while_others_come_and_go()
    {
        var audience = await Draft();
        var steady = new List<string>();
        for (var number = 0; number < 30; number++)
            steady.Add(await Join($"steady {number}"));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var path = $"/v1/audiences/{audience}/members?limit=4";
            var page = (await client.Get(cursor is null ? path : path.In("cursor", cursor))).Is(200).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["contactId"].Text()));
            cursor = page["next"]?.GetValue<string>();
            await Join($"passing {seen.Count}");
            await Leave($"passing {seen.Count - 4}");
        } while (cursor is not null);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(steady.Except(seen));
    }

    [Fact]
    public async Task An_erased_person_leaves_and_a_retry_of_the_SDK_does_not_bring_them_back()
    {
        var audience = await Draft();
        (await client.Post($"/v1/audiences/{audience}/activate")).Is(200);
        var who = await Join("erased");
        var message = $$"""{ "userId": "erased-{{tag}}", "event": "e", "messageId": "once-{{tag}}", "timestamp": "{{SharedServer.Now.AddDays(-1).Rfc3339()}}" }""".Json();
        (await client.Post("/v1/track", message)).Is(200);
        (await client.Delete($"/v1/contacts/externalId:erased-{tag}")).Is(200, 204);
        Assert.Empty(await client.MemberIds(audience));
        Assert.Equal([("entered", "profile"), ("left", "erased")], (await Feed.Read(client, audience)).Of(who).Select(item => (item.What, item.Cause)));
        (await client.Post("/v1/track", message.DeepClone())).Is(200);
        (await client.Get($"/v1/contacts/externalId:erased-{tag}")).Is(404);
        (await client.Get($"/v1/contacts/{who}")).Is(404);
    }

    [Fact]
    public async Task A_merged_person_leaves_and_what_the_survivor_newly_matches_enters()
    {
        var audience = await Draft();
        (await client.Post($"/v1/audiences/{audience}/activate")).Is(200);
        var absorbed = await Join("absorbed");
        var survivor = (await client.Upsert(new JsonObject { ["externalId"] = $"survivor-{tag}" }))["id"].Text();
        (await client.Post($"/v1/contacts/{absorbed}/merge", new JsonObject { ["into"] = survivor })).Is(200);
        Assert.Equal([survivor], await client.MemberIds(audience));
        var feed = await Feed.Read(client, audience);
        Assert.Equal([("entered", "profile"), ("left", "merged")], feed.Of(absorbed).Select(item => (item.What, item.Cause)));
        Assert.Equal([("entered", "merged")], feed.Of(survivor).Select(item => (item.What, item.Cause)));
    }

    async Task<string> Draft() => (await client.Post("/v1/audiences", $$"""
        { "name": "lifecycle {{tag}}", "definition": { "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "in-{{tag}}" } ] } }
        """.Json())).Is(201).Json["id"].Text();

    async Task<string> Join(string name) =>
        (await client.Upsert(new JsonObject { ["externalId"] = $"{name}-{tag}", ["tags"] = new JsonArray($"in-{tag}") }))["id"].Text();

    async Task Leave(string name)
    {
        await client.Upsert(new JsonObject { ["externalId"] = $"{name}-{tag}" });
        (await client.Delete($"/v1/contacts/{Uri.EscapeDataString($"externalId:{name}-{tag}")}/tags/in-{tag}")).Is(200, 204);
    }
}
