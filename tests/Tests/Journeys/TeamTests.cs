using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Contacts shared with a team, over HTTP: Ann and Bob are in it, Cid is not.</summary>
public sealed class TeamTests : IAsyncLifetime
{
    private ServerProcess server = null!;
    private AudiencesClient admin = null!, ann = null!, bob = null!, cid = null!;
    private string annId = "", bobId = "", team = "";

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
        ((ann, annId), (bob, bobId), (cid, _)) = (await admin.Invite("member"), await admin.Invite("member"), await admin.Invite("member"));
        team = (await admin.Post("/v1/teams", new JsonObject { ["name"] = "Sales" })).Is(201).Json["id"].Text();
        foreach (var user in new[] { annId, bobId })
            (await admin.Put($"/v1/teams/{team}/members/{user}", new JsonObject())).Is(200);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task The_teams_two_audiences_follow_sharing_and_both_archives_and_only_its_people_see_them()
    {
        var zoe = await Shared("zoe");
        await Shared("yan");
        await Team(ann, "Archived: | Shared: yan zoe");
        await Team(bob, "Archived: | Shared: yan zoe");
        Assert.Empty((await cid.All("/v1/audiences?kind=team")).ToArray());
        Assert.Empty((await admin.All("/v1/audiences?kind=team")).ToArray());
        var shared = (await bob.All("/v1/audiences?kind=team")).First();
        Assert.Equal(("Sales", $"team:{team}", "system"), (shared["label"].Text(), shared["owner"].Text(), shared["origin"].Text()));

        // Bob puts zoe away for the team: she stays where she is for Ann.
        var put = (await bob.Post($"/v1/contacts/{zoe}/archive", new JsonObject { ["reason"] = "moved" })).Is(200).Json;
        Assert.Equal(("moved", $"user:{bobId}"), (put["archived"]!["reason"].Text(), put["archived"]!["by"].Text()));
        await Team(ann, "Archived: zoe | Shared: yan");
        Assert.Null((await ann.Get($"/v1/contacts/{zoe}")).Is(200).Json["archived"]);
        await Own(ann, "Archived People: | My People: yan zoe");

        // Ann puts yan away in her own archive: the team does not see him at all.
        (await ann.Post("/v1/contacts/externalId:yan/archive")).Is(200);
        await Team(bob, "Archived: zoe | Shared:");
        await Own(ann, "Archived People: yan | My People: zoe");
        (await ann.Post("/v1/contacts/externalId:yan/unarchive")).Is(200);
        (await ann.Post($"/v1/contacts/{zoe}/unarchive?book=team:{team}")).Is(200);
        await Team(bob, "Archived: | Shared: yan zoe");
        (await ann.Delete($"/v1/contacts/{zoe}/teams/{team}")).Is(200);
        await Team(bob, "Archived: | Shared: yan");
        (await bob.Get($"/v1/contacts/{zoe}")).Is(404);
        await server.Kill();
        await server.StartAgain();
        await Team(bob, "Archived: | Shared: yan");
        await Verified(bob);
    }

    [Fact]
    public async Task A_teammate_reads_and_edits_the_profile_and_meets_nothing_else_of_it()
    {
        var zoe = await Shared("zoe");
        (await ann.Post("/v1/track", new JsonObject { ["userId"] = "zoe", ["event"] = "secret", ["messageId"] = "s1" })).Is(200);
        var seen = (await bob.Get($"/v1/contacts/{zoe}")).Is(200).Json;
        Assert.Equal((null, null, "zoe"), (seen["firstSeen"], seen["lastSeen"], seen["externalId"].Text()));
        Assert.NotNull((await ann.Get($"/v1/contacts/{zoe}")).Is(200).Json["lastSeen"]);
        (await bob.Get($"/v1/contacts/{zoe}/events")).Is(403);
        (await cid.Get($"/v1/contacts/{zoe}")).Is(404);
        (await cid.Put($"/v1/contacts/{zoe}/tags/mine", new JsonObject())).Is(404);
        (await bob.Put($"/v1/contacts/{zoe}/tags/warm", new JsonObject())).Is(200);
        Assert.Equal(["warm"], (await ann.Get($"/v1/contacts/{zoe}")).Is(200).Json["tags"]!.AsArray().Select(tag => tag.Text()));
        Assert.Equal(["zoe"], (await bob.All($"/v1/contacts?book=team:{team}")).Select(contact => contact["externalId"].Text()));
        Assert.DoesNotContain("secret", (await bob.Get($"/v1/fields?book=team:{team}")).Is(200).Text, StringComparison.Ordinal);

        // What only the timeline knows cannot be asked for.
        foreach (var condition in new[]
        {
            """{ "field": "event.secret", "op": "performed" }""", """{ "field": "lastSeen", "op": "within", "value": "30d" }""",
            """{ "field": "eventCount", "op": "atLeast", "value": 1 }""", """{ "field": "device", "op": "equals", "value": "mobile" }""",
        })
        {
            var refused = (await bob.Post("/v1/audiences/preview", Over(condition))).Is(422);
            Assert.Equal("urn:audiences:private-timeline", refused.Json["type"].Text());
        }
        var foreign = await bob.CreateActive("Busy", """{ "match": "all", "conditions": [ { "field": "event.secret", "op": "performed" } ] }""");
        (await bob.Post("/v1/audiences/preview", Over($$"""{ "field": "audience.{{foreign}}", "op": "memberOf" }"""))).Is(422);
        (await bob.Post("/v1/contacts", new JsonObject { ["externalId"] = "x", ["book"] = $"team:{team}" })).Is(422);
    }

    [Fact]
    public async Task Who_is_in_a_personal_segment_is_shared_with_nobody_and_does_not_come_back_by_leaving_it()
    {
        var zoe = await Shared("zoe");
        (await ann.Patch($"/v1/contacts/{zoe}", new JsonObject { ["segment"] = "family" })).Is(200);
        await Team(bob, "Archived: | Shared:");
        (await bob.Get($"/v1/contacts/{zoe}")).Is(404);
        (await ann.Put($"/v1/contacts/{zoe}/teams/{team}", new JsonObject())).Is(409);
        (await ann.Patch($"/v1/contacts/{zoe}", new JsonObject { ["segment"] = "Customers" })).Is(200);
        await Team(bob, "Archived: | Shared:");
        (await ann.Put($"/v1/contacts/{zoe}/teams/{team}", new JsonObject())).Is(200);
        await Team(bob, "Archived: | Shared: zoe");

        // A file may say so too.
        await ann.Import("external id,segment\nzoe,Friends\n");
        await Team(bob, "Archived: | Shared:");
        await Shared("yan");
        (await ann.Upsert(new() { ["externalId"] = "fay", ["segment"] = "Connections" })).ToString();
        (await ann.Post("/v1/contacts/externalId:fay/merge", new JsonObject { ["into"] = "externalId:yan" })).Is(200);
        await Team(bob, "Archived: | Shared:");
    }

    [Fact]
    public async Task An_audience_over_the_teams_contacts_is_emptied_when_its_owner_leaves_and_filled_when_he_is_back()
    {
        var zoe = await Shared("zoe");
        (await ann.Patch($"/v1/contacts/{zoe}", new JsonObject { ["stage"] = "Lead" })).Is(200);
        var audience = Over("""{ "field": "stage", "op": "equals", "value": "Lead" }""");
        audience["name"] = "Leads";
        var id = (await bob.Post("/v1/audiences", audience)).Is(201).Json["id"].Text();
        (await bob.Post($"/v1/audiences/{id}/activate")).Is(200);
        Assert.Equal([zoe], await Members(bob, id));

        (await admin.Delete($"/v1/teams/{team}/members/{bobId}")).Is(200);
        Assert.Empty(await Members(bob, id));
        (await bob.Get($"/v1/audiences/{id}/explain/{zoe}")).Is(404);
        (await bob.Get($"/v1/contacts/{zoe}")).Is(404);
        (await bob.Post($"/v1/audiences/{id}/diff", new JsonObject { ["definition"] = audience["definition"]!.DeepClone() })).Is(409);
        await server.Kill();
        await server.StartAgain();
        Assert.Empty(await Members(bob, id));

        (await admin.Put($"/v1/teams/{team}/members/{bobId}", new JsonObject())).Is(200);
        Assert.Equal([zoe], await Members(bob, id));
        var log = (await bob.Get($"/v1/audiences/{id}/changes?after=0")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(["entered activated", "left access", "entered access"], log.Select(item => $"{item!["change"].Text()} {item["cause"].Text()}"));

        (await admin.Delete($"/v1/teams/{team}")).Is(204);
        Assert.Empty(await Members(bob, id));
        Assert.Empty(await bob.All("/v1/audiences?kind=team"));
    }

    [Fact]
    public async Task Where_a_contact_was_last_seen_is_its_owners_to_know()
    {
        await Shared("zoe");
        (await ann.Post("/v1/track", new JsonObject { ["userId"] = "zoe", ["event"] = "e", ["context"] = new JsonObject { ["location"] = new JsonObject { ["city"] = "Lyon", ["country"] = "FR" } } })).Is(200);
        Assert.Contains("Lyon", (await ann.Get("/v1/fields")).Is(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Lyon", (await bob.Get($"/v1/fields?book=team:{team}")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await bob.Post("/v1/audiences/preview", Over("""{ "field": "city", "op": "exists" }"""))).Is(200).Json["count"]!.GetValue<int>());
        (await ann.Patch("/v1/contacts/externalId:zoe", new JsonObject { ["address"] = new JsonObject { ["city"] = "Gent" } })).Is(200);
        Assert.Equal(1, (await bob.Post("/v1/audiences/preview", Over("""{ "field": "city", "op": "equals", "value": "Gent" }"""))).Is(200).Json["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_refers_to_an_audience_that_is_gone_finds_nobody_in_it_and_keeps_nothing_from_going_on()
    {
        var zoe = await Shared("zoe");
        (await ann.Patch($"/v1/contacts/{zoe}", new JsonObject { ["segment"] = "Chess" })).Is(200);
        var shared = (await ann.All("/v1/audiences?kind=team")).Single(audience => audience["name"].Text() == "Shared")["id"].Text();
        var either = await ann.CreateActive("Either", $$"""
            { "match": "any", "conditions": [ { "field": "audience.{{shared}}", "op": "memberOf" }, { "field": "segment", "op": "equals", "value": "Rook" } ] }
            """);
        var office = (await admin.Post("/v1/audiences", JsonNode.Parse("""
            { "name": "Office", "kind": "organisation", "definition": { "match": "all", "conditions": [ { "field": "stage", "op": "exists" } ] } }
            """)!)).Is(201).Json["id"].Text();
        await ann.CreateActive("Mine", $$"""{ "match": "all", "conditions": [ { "field": "audience.{{office}}", "op": "notMemberOf" } ] }""");
        Assert.Equal([zoe], await Members(ann, either));
        // Ann's private one neither shows nor stands in the way.
        (await admin.Delete($"/v1/audiences/{office}")).Is(204);
        (await admin.Delete($"/v1/teams/{team}")).Is(204);
        Assert.Empty(await Members(ann, either));
        var document = (await admin.Get("/v1/organisation/configuration")).Is(200).Json;
        document["segments"]!.AsArray().Add(new JsonObject { ["key"] = "Chess", ["label"] = "Chess", ["kind"] = "business" });
        (await admin.Put("/v1/organisation/configuration", document.DeepClone())).Is(200);
        document["segments"]!.AsArray().RemoveAt(document["segments"]!.AsArray().Count - 1);
        document["segments"]!.AsArray().Add(new JsonObject { ["key"] = "Rook", ["label"] = "Rook", ["kind"] = "business" });
        document["replacements"] = new JsonObject { ["segments"] = new JsonObject { ["Chess"] = "Rook" } };
        (await admin.Put("/v1/organisation/configuration", document)).Is(200);
        Assert.Equal([zoe], await Members(ann, either));
        await Verified(ann);
    }

    [Fact]
    public async Task A_segment_that_becomes_personal_takes_its_people_away_from_teams()
    {
        var zoe = await Shared("zoe");
        (await ann.Patch($"/v1/contacts/{zoe}", new JsonObject { ["segment"] = "golf" })).Is(200);
        await Team(bob, "Archived: | Shared: zoe");
        var document = (await admin.Get("/v1/organisation/configuration")).Is(200).Json;
        document["segments"]!.AsArray().Add(new JsonObject { ["key"] = "Golf", ["label"] = "Golf", ["kind"] = "personal" });
        (await admin.Put("/v1/organisation/configuration", document)).Is(200);
        await Team(bob, "Archived: | Shared:");
        (await ann.Put($"/v1/contacts/{zoe}/teams/{team}", new JsonObject())).Is(409);
    }

    [Fact]
    public async Task Whoever_comes_and_goes_at_the_same_moment_ends_with_what_he_may_have()
    {
        var zoe = await Shared("zoe");
        var ids = new List<string>();
        for (var number = 0; number < 4; number++)
        {
            var audience = Over("""{ "field": "archived", "op": "equals", "value": false }""");
            audience["name"] = $"All {number}";
            ids.Add((await bob.Post("/v1/audiences", audience)).Is(201).Json["id"].Text());
        }
        var path = $"/v1/teams/{team}/members/{bobId}";
        for (var round = 0; round < 8; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(async turn => (turn % 2 == 0 ? await admin.Delete(path) : await admin.Put(path, new JsonObject())).Is(200)));
            var isIn = (await admin.All("/v1/teams")).Single(held => held["id"].Text() == team)["members"]!.AsArray().Any(member => member.Text() == bobId);
            foreach (var id in ids)
                Assert.Equal(isIn ? [zoe] : [], await Members(bob, id));
        }
    }

    private JsonObject Over(string condition) => new()
    {
        ["book"] = $"team:{team}", ["definition"] = JsonNode.Parse($$"""{ "match": "all", "conditions": [ {{condition}} ] }"""),
    };

    private async Task<string> Shared(string name)
    {
        var id = (await ann.Upsert(new() { ["externalId"] = name }))["id"].Text();
        (await ann.Put($"/v1/contacts/{id}/teams/{team}", new JsonObject())).Is(200);
        return id;
    }

    private static Task Team(AudiencesClient who, string expected) => Shows(who, "team", expected);

    private static Task Own(AudiencesClient who, string expected) => Shows(who, "default", expected, "archivedPeople");

    private static async Task Shows(AudiencesClient who, string kind, string expected, string? other = null)
    {
        var shown = new List<string>();
        foreach (var audience in (await who.All("/v1/audiences")).Where(audience => audience["kind"].Text() == kind || audience["kind"].Text() == other)
            .Where(audience => audience["name"].Text() != "My Focus").OrderBy(audience => audience["name"].Text(), StringComparer.Ordinal))
        {
            var members = (await who.Get($"/v1/audiences/{audience["id"].Text()}/members?include=contact")).Is(200).Json["items"]!.AsArray();
            shown.Add($"{audience["name"].Text()}: {string.Join(' ', members.Select(item => item!["contact"]!["externalId"].Text()).Order())}".Trim());
        }
        Assert.Equal(expected, string.Join(" | ", shown));
    }

    private static async Task Verified(AudiencesClient who)
    {
        foreach (var audience in await who.All("/v1/audiences"))
            Assert.Empty((await who.Post($"/v1/audiences/{audience["id"].Text()}/verify")).Is(200).Json["wrong"]!.AsArray());
    }

    private static async Task<string[]> Members(AudiencesClient who, string id) =>
        [.. (await who.Get($"/v1/audiences/{id}/members")).Is(200).Json["items"]!.AsArray().Select(item => Guid.Parse(item!["contactId"].Text()).ToString("N"))];
}
