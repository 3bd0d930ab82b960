using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>The same done to many contacts, over HTTP.</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private ServerProcess server = null!;
    private AudiencesClient admin = null!, ann = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
        (ann, _) = await admin.Invite("member");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Each_verb_does_to_all_what_it_does_to_one()
    {
        await People(ann, 3);
        async Task<JsonNode[]> After(string verb, string value = "")
        {
            var job = await ann.Done($$"""{ "ids": ["externalId:p0", "externalId:p1"], "do": "{{verb}}"{{(value == "" ? "" : $", \"value\": {value}")}} }""");
            Assert.Equal(("done", 2, 2, 0, "action", verb), (job["status"].Text(), job["done"]!.GetValue<int>(), job["total"]!.GetValue<int>(), job["errorCount"]!.GetValue<int>(), job["kind"].Text(), job["do"].Text()));
            Assert.Empty(job["errors"]!.AsArray());
            return await Task.WhenAll(ann.Contact("externalId:p0"), ann.Contact("externalId:p1"));
        }
        var me = (await ann.Get("/v1/me")).Is(200).Json["user"]!["id"].Text();
        Assert.All(await After("tag", "\" vip \""), contact => Assert.Equal(["all", "vip"], contact["tags"]!.AsArray().Select(tag => tag.Text())));
        Assert.All(await After("untag", "\"VIP\""), contact => Assert.Equal(["all"], contact["tags"]!.AsArray().Select(tag => tag.Text())));
        Assert.All(await After("stage", "\"Lead\""), contact => Assert.Equal("Lead", contact["stage"].Text()));
        Assert.All(await After("stage", "null"), contact => Assert.Null(contact["stage"]));
        Assert.All(await After("segment", "\"Buyer\""), contact => Assert.Equal("Buyer", contact["segment"].Text()));
        Assert.All(await After("assign", "\"me\""), contact => Assert.Equal(me, contact["assignedTo"].Text()));
        Assert.All(await After("assign", "null"), contact => Assert.Null(contact["assignedTo"]));
        Assert.All(await After("archive", "\"moved away\""), contact => Assert.Equal("moved away", contact["archived"]!["reason"].Text()));
        Assert.All(await After("unarchive"), contact => Assert.Null(contact["archived"]));
        var untouched = await ann.Contact("externalId:p2");
        Assert.Equal(["all"], untouched["tags"]!.AsArray().Select(tag => tag.Text()));
        Assert.Null(untouched["segment"]);
        Assert.Null(untouched["archived"]);
        var erased = await ann.Done("""{ "ids": ["externalId:p0", "externalId:p1"], "do": "erase" }""");
        Assert.Equal("done", erased["status"].Text());
        Assert.Equal("p2", Assert.Single(await ann.All("/v1/contacts"))["externalId"].Text());
    }

    [Fact]
    public async Task Whom_it_is_about_is_fixed_when_it_is_answered_whatever_it_does_to_the_audience()
    {
        await People(ann, 1_100);
        var audience = await ann.CreateActive("All", """{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "all" } ] }""");
        var job = await ann.Done($$"""{ "audience": "{{audience}}", "do": "untag", "value": "all" }""");
        Assert.Equal(("done", 1_100, 0), (job["status"].Text(), job["done"]!.GetValue<int>(), job["errorCount"]!.GetValue<int>()));
        Assert.Empty(await ann.MemberIds(audience));
        Assert.DoesNotContain(await ann.All("/v1/contacts"), contact => contact["tags"]!.AsArray().Count > 0);
    }

    [Fact]
    public async Task A_whole_audience_is_archived_and_by_a_definition_taken_out_again()
    {
        await People(ann, 5);
        await ann.Upsert(new() { ["externalId"] = "other" });
        var all = (await ann.Get("/v1/audiences?q=My People")).Is(200).Json["items"]![0]!["id"].Text();
        var vips = await ann.CreateActive("All", """{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "all" } ] }""");
        Assert.Equal(5, (await ann.Done($$"""{ "audience": "{{vips}}", "do": "archive" }"""))["total"]!.GetValue<int>());
        Assert.Single(await ann.MemberIds(all));
        const string Archived = """{ "match": "all", "conditions": [ { "field": "archived", "op": "equals", "value": true } ] }""";
        Assert.Equal(5, (await ann.Done($$"""{ "definition": {{Archived}}, "do": "unarchive" }"""))["total"]!.GetValue<int>());
        Assert.Equal(6, (await ann.MemberIds(all)).Count);
        Assert.Equal(0, (await ann.Done($$"""{ "definition": {{Archived}}, "do": "unarchive" }"""))["total"]!.GetValue<int>());
        Assert.Equal(["unarchive", "unarchive", "archive"], (await ann.All("/v1/jobs")).Select(job => job["do"].Text()));
    }

    [Fact]
    public async Task A_dry_run_counts_and_shows_some_and_does_nothing()
    {
        await People(ann, 12);
        var trial = (await ann.Act("""{ "definition": { "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "all" } ] }, "do": "erase", "dryRun": true }""")).Is(200).Json;
        Assert.Equal((12, 10), (trial["total"]!.GetValue<int>(), trial["sample"]!.AsArray().Count));
        Assert.All(trial["sample"]!.AsArray(), contact => Assert.StartsWith("p", contact!["externalId"].Text(), StringComparison.Ordinal));
        Assert.Equal(1, (await ann.Act("""{ "ids": ["externalId:p7"], "do": "tag", "value": "x", "dryRun": true }""")).Is(200).Json["total"]!.GetValue<int>());
        Assert.Empty(await ann.All("/v1/jobs"));
        Assert.Equal(12, (await ann.All("/v1/contacts")).Count);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_as_a_whole()
    {
        await People(ann, 2);
        await admin.Upsert(new() { ["externalId"] = "foreign" });
        var shared = (await admin.Post("/v1/audiences", """{ "name": "Shared", "kind": "organisation", "definition": { "match": "all", "conditions": [ { "field": "tag", "op": "exists" } ] } }""".Json())).Is(201).Json["id"].Text();
        var foreign = (await admin.Contact("externalId:foreign"))["id"].Text();
        async Task Refused(string action, int status, string at, string type = "invalid")
        {
            var answer = (await ann.Act(action)).Is(status);
            Assert.Equal($"urn:audiences:{type}", answer.Json["type"].Text());
            if (at.Length > 0) Assert.NotNull(answer.Json["errors"]![at]);
        }
        await Refused($$"""{ "ids": ["externalId:p0", "externalId:nobody", "{{foreign}}"], "do": "tag", "value": "x" }""", 422, "ids[1]");
        await Refused($$"""{ "ids": ["externalId:p0", "{{foreign}}"], "do": "tag", "value": "x" }""", 422, "ids[1]");
        await Refused("""{ "ids": [], "do": "tag", "value": "x" }""", 422, "ids");
        await Refused($$"""{ "ids": [{{string.Join(',', Enumerable.Repeat("\"x\"", 10_001))}}], "do": "tag", "value": "x" }""", 422, "ids");
        await Refused("""{ "do": "tag", "value": "x" }""", 422, "$");
        await Refused($$"""{ "ids": ["externalId:p0"], "audience": "{{shared}}", "do": "tag", "value": "x" }""", 422, "$");
        await Refused("""{ "ids": ["externalId:p0"], "do": "tag" }""", 422, "value");
        await Refused("""{ "ids": ["externalId:p0"], "do": "stage" }""", 422, "value");
        await Refused("""{ "ids": ["externalId:p0"], "do": "stage", "value": 3 }""", 422, "value");
        await Refused("""{ "ids": ["externalId:p0"], "do": "erase", "value": "suppress" }""", 422, "value");
        await Refused("""{ "ids": ["externalId:p0"], "do": "bless" }""", 422, "do");
        await Refused("""{ "ids": ["externalId:p0"], "value": "x" }""", 422, "do");
        await Refused("""{ "ids": ["externalId:p0"], "do": "share" }""", 422, "value");
        await Refused("""{ "ids": ["externalId:p0"], "do": "share", "value": "a-team" }""", 404, "", "unknown-team");
        await Refused("""{ "ids": ["externalId:p0"], "do": "tag", "value": "x", "dryrun": true }""", 422, "dryrun");
        await Refused("""{ "definition": { "match": "all", "conditions": [] }, "do": "tag", "value": "x" }""", 422, "definition.conditions");
        await Refused("""{ "audience": "00000000000000000000000000000000", "do": "tag", "value": "x" }""", 404, "", "unknown-audience");
        await Refused($$"""{ "audience": "{{shared}}", "do": "tag", "value": "x" }""", 403, "", "missing-role");
        await Refused("""{ "ids": ["externalId:p0"], "book": "user:nobody", "do": "tag", "value": "x" }""", 404, "", "unknown-book");
        var shop = server.Client((await admin.Post("/v1/keys", """{ "name": "shop", "scopes": ["read", "write"], "principal": "organisation" }""".Json())).Is(201).Json["key"].Text());
        (await shop.Act("""{ "ids": ["externalId:foreign"], "do": "assign", "value": "me" }""")).Is(422);
        Assert.Empty(await ann.All("/v1/jobs"));
        Assert.All(await ann.All("/v1/contacts"), contact => Assert.Equal(["all"], contact["tags"]!.AsArray().Select(tag => tag.Text())));
    }

    [Fact]
    public async Task A_job_is_its_makers_alone_and_the_organisations_key_has_its_own()
    {
        await People(ann, 1);
        var own = (await ann.Done("""{ "ids": ["externalId:p0"], "do": "tag", "value": "x" }"""))["id"].Text();
        await admin.Upsert(new() { ["externalId"] = "s" });
        var shop = server.Client((await admin.Post("/v1/keys", """{ "name": "shop", "scopes": ["read", "write"], "principal": "organisation" }""".Json())).Is(201).Json["key"].Text());
        var shops = (await shop.Done("""{ "ids": ["externalId:s"], "do": "tag", "value": "x" }"""))["id"].Text();
        foreach (var (who, job) in new[] { (admin, own), (shop, own), (ann, shops), (admin, shops) })
        {
            (await who.Get($"/v1/jobs/{job}")).Is(404);
            (await who.Delete($"/v1/jobs/{job}")).Is(404);
        }
        Assert.Equal([own], (await ann.All("/v1/jobs")).Select(job => job["id"].Text()));
        Assert.Equal([shops], (await shop.All("/v1/jobs")).Select(job => job["id"].Text()));
        Assert.Empty(await admin.All("/v1/jobs"));
    }

    [Fact]
    public async Task Jobs_and_imports_are_paged_in_one_list()
    {
        var import = (await ann.Import("email\nann@example.org\n"u8.ToArray()))["id"].Text();
        var first = (await ann.Done("""{ "ids": ["email:ann@example.org"], "do": "tag", "value": "x" }"""))["id"].Text();
        var second = (await ann.Done("""{ "ids": ["email:ann@example.org"], "do": "untag", "value": "x" }"""))["id"].Text();
        var page = (await ann.Get("/v1/jobs?limit=2")).Is(200).Json;
        var rest = (await ann.Get("/v1/jobs?limit=2".In("cursor", page["next"].Text()))).Is(200).Json;
        Assert.Equal([second, first, import], page["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(job => job!["id"].Text()));
        Assert.Equal("import", rest["items"]![0]!["kind"].Text());
        Assert.Null(rest["next"]);
    }

    private static async Task People(AudiencesClient client, int count)
    {
        foreach (var part in Enumerable.Range(0, count).Chunk(1_000))
        {
            var items = part.Select(number => (JsonNode)new JsonObject { ["externalId"] = $"p{number}", ["tags"] = new JsonArray("all") });
            (await client.Post("/v1/contacts/batch", new JsonObject { ["items"] = new JsonArray([.. items]) })).Is(200);
        }
    }
}
