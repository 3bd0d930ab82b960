using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Filters that an admin makes once and others have, over HTTP: three users and a team.</summary>
public sealed class ManagedAudienceTests : IAsyncLifetime
{
    private const string Gold = """{ "match": "all", "conditions": [ { "field": "trait.plan", "op": "equals", "value": "gold" } ] }""";
    private const string Silver = """{ "match": "all", "conditions": [ { "field": "trait.plan", "op": "equals", "value": "silver" } ] }""";

    private ServerProcess server = null!;
    private AudiencesClient admin = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Filters_made_once_are_each_recipients_own_until_they_are_stopped()
    {
        var (ann, annId) = await Person();
        var (bob, bobId) = await Person();
        var (cid, cidId) = await Person();
        var team = (await admin.Post("/v1/teams", new JsonObject { ["name"] = "Sales" })).Is(201).Json["id"].Text();
        (await admin.Put($"/v1/teams/{team}/members/{annId}", new JsonObject())).Is(200);
        var set = (await admin.Post("/v1/managed-audiences", Body("Best", Gold, $"team:{team}", $"user:{bobId}"))).Is(201).Json;
        var path = $"/v1/managed-audiences/{set["id"].Text()}";
        Assert.Equal((2, 0, "done"), Shown(set));
        Assert.Equal("Best: gold", await Has(ann));
        Assert.Equal("Best: gold", await Has(bob));
        Assert.Equal("", await Has(cid));

        await EditsReachAll(path, ann, bob, team, bobId);
        await PeopleComeAndGo(path, cid, cidId, team);
        await StoppingKeepsWhatIsUsed(path, ann, annId, bob, bobId, cid);
    }

    private async Task EditsReachAll(string path, AudiencesClient ann, AudiencesClient bob, string team, string bobId)
    {
        var instance = (await Managed(ann)).Single();
        var its = $"/v1/audiences/{instance["id"].Text()}";
        Assert.Equal(("share", "draft", "user:admin"), (instance["origin"].Text(), instance["status"].Text(), instance["createdBy"].Text()));
        (await ann.Post($"{its}/activate")).Is(200);
        var before = (await ann.Get($"{its}/changes")).Is(200).Json["last"].Text();
        (await bob.CreateActive("Better", Gold)).ToString();
        var changed = (await admin.Put(path, Body("Better", Silver, $"team:{team}", $"user:{bobId}"))).Is(200).Json;
        Assert.Equal((2, 1, "done"), Shown(changed));
        Assert.Equal("Better: silver", await Has(ann));
        Assert.Equal("Better 2: silver", await Has(bob));
        var changes = (await ann.Get($"{its}/changes".In("after", before))).Is(200).Json["items"]!.AsArray();
        Assert.Equal(["edited entered", "edited left"], changes.Select(change => $"{change!["cause"].Text()} {change["change"].Text()}").Order(StringComparer.Ordinal));

        foreach (var refused in new[]
        {
            await ann.Put(its, new JsonObject { ["name"] = "Mine", ["definition"] = JsonNode.Parse(Gold) }), await ann.Delete(its), await ann.Post($"{its}/versions/1/restore"),
            await ann.Post($"{its}/pins", new JsonObject { ["in"] = new JsonArray("externalId:gold") }),
        })
            Assert.Equal("urn:audiences:managed", refused.Is(409).Json["type"].Text());
        Assert.Equal("urn:audiences:version-mismatch", (await Put(path, "W", Gold, 1)).Is(412).Json["type"].Text());
        (await ann.Get(path)).Is(403);
        (await ann.Post($"{its}/pause")).Is(200);
        (await ann.Post($"{its}/activate")).Is(200);
    }

    private async Task PeopleComeAndGo(string path, AudiencesClient cid, string cidId, string team)
    {
        (await admin.Put($"/v1/teams/{team}/members/{cidId}", new JsonObject())).Is(200);
        Assert.Equal("Better: silver", await Has(cid));
        (await admin.Delete($"/v1/teams/{team}/members/{cidId}")).Is(200);
        Assert.Equal("", await Has(cid));
        (await admin.Put($"/v1/teams/{team}/members/{cidId}", new JsonObject())).Is(200);
        await cid.CreateActive("Behind", $$"""{ "match": "all", "conditions": [ { "field": "audience.{{(await Managed(cid)).Single()["id"].Text()}}", "op": "memberOf" } ] }""");
        Assert.Equal((3, 2, "done"), Shown((await admin.Get(path)).Is(200).Json));
        // Demoted, he keeps what he refers to, and finds it when he is back, beside a new one.
        (await admin.Patch($"/v1/users/{cidId}", new JsonObject { ["role"] = "viewer" })).Is(200);
        Assert.Equal((2, 1, "done"), Shown((await admin.Get(path)).Is(200).Json));
        (await admin.Patch($"/v1/users/{cidId}", new JsonObject { ["role"] = "member" })).Is(200);
        Assert.Equal("Better 2: silver", await Has(cid));
        Assert.Equal(["Behind", "Better"], await Custom(cid));
    }

    private async Task StoppingKeepsWhatIsUsed(string path, AudiencesClient ann, string annId, AudiencesClient bob, string bobId, AudiencesClient cid)
    {
        var instance = (await Managed(ann)).Single();
        var its = $"/v1/audiences/{instance["id"].Text()}";
        var place = (await ann.Get($"{its}/changes")).Is(200).Json["last"].Text();
        var stop = new JsonObject { ["users"] = new JsonArray(annId, bobId), ["dryRun"] = true };
        Assert.Equal("1 stays, 1 goes", Told(await admin.Post($"{path}/stop", stop)));
        stop["dryRun"] = false;
        Assert.Equal((1, 1), ((await admin.Post($"{path}/stop", stop.DeepClone())).Is(409).Json["stays"]!.GetValue<int>(), 1));
        Assert.Equal("Better: silver", await Has(ann));
        stop["confirm"] = true;
        Assert.Equal("1 stays, 1 goes", Told(await admin.Post($"{path}/stop", stop)));
        Assert.Equal("", await Has(ann) + await Has(bob));
        Assert.Equal(["Better"], await Custom(ann));
        Assert.Equal(["Better"], await Custom(bob));
        // The same audience, which nobody entered or left, and his to change by now.
        var kept = (await ann.Get(its)).Is(200).Json;
        Assert.Equal(
            ("custom", "active", "share", instance["key"].Text(), 1),
            (kept["kind"].Text(), kept["status"].Text(), kept["origin"].Text(), kept["key"].Text(), kept["size"]!["count"]!.GetValue<int>()));
        Assert.Empty((await ann.Get($"{its}/changes".In("after", place))).Is(200).Json["items"]!.AsArray());
        (await ann.Put(its, new JsonObject { ["name"] = "Mine", ["definition"] = JsonNode.Parse(Gold) })).Is(200);
        (await ann.Post($"{its}/pins", new JsonObject { ["in"] = new JsonArray("externalId:silver") })).Is(200);

        Assert.Equal("urn:audiences:unknown-recipient", (await admin.Post($"{path}/stop", new JsonObject { ["recipients"] = new JsonArray("everyone"), ["confirm"] = true })).Is(422).Json["type"].Text());
        (await admin.Post($"{path}/stop", new JsonObject { ["confirm"] = true })).Is(422);
        Assert.Equal("urn:audiences:confirmation-needed", (await admin.Delete(path)).Is(409).Json["type"].Text());
        Assert.Equal("0 stays, 1 goes", Told(await admin.Delete($"{path}?dryRun=true")));
        (await cid.Get($"/v1/audiences/{(await Managed(cid)).Single()["id"].Text()}")).Is(200);
        Assert.Equal("0 stays, 1 goes", Told(await admin.Delete($"{path}?confirm=true")));
        (await admin.Get(path)).Is(404);
        Assert.Equal("", await Has(cid));
        Assert.Equal(
            ["managed.created", "managed.changed", "managed.stopped", "managed.stopped"],
            (await admin.All("/v1/audit")).Select(entry => entry["what"].Text()).Where(what => what.StartsWith("managed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Everyone_is_also_who_comes_later_and_what_cannot_be_made_is_said()
    {
        var made = (await admin.Post("/v1/managed-audiences", Body("All", Gold, "everyone"))).Is(201);
        Assert.Equal(1, made.Json["users"]!.GetValue<int>());
        var (dan, danId) = await Person();
        Assert.Equal("All: gold", await Has(dan));
        var (viewer, _) = await admin.Invite("viewer");
        Assert.Empty(await Managed(viewer));

        var mine = await admin.CreateActive("Admins own", Gold);
        var shared = (await admin.Post("/v1/audiences", new JsonObject { ["name"] = "Shared", ["kind"] = "organisation", ["definition"] = JsonNode.Parse(Gold) })).Is(201).Json["id"].Text();
        await Refused("name-taken", 409, Body("ALL", Gold, "everyone"));
        await Refused("unknown-recipient", 422, Body("Some", Gold, "user:nobody", "team:nobody", "organisation:other", "anybody"));
        await Refused("unknown-recipient", 422, Body("Some", Gold, $"user:{(await viewer.Get("/v1/me")).Json["user"]!["id"].Text()}"));
        await Refused("private-reference", 422, Body("Some", Member(mine), "everyone"));
        await Refused("unknown-audience", 422, Body("Some", Member(Guid.NewGuid().ToString("N")), "everyone"));
        await Refused("invalid", 422, Body("Some", """{ "match": "all", "conditions": [] }""", "everyone"));
        await Refused("invalid", 422, new JsonObject { ["name"] = "Some", ["definition"] = JsonNode.Parse(Gold) });
        await Refused("invalid", 422, new JsonObject { ["name"] = "Some", ["recipients"] = new JsonArray("everyone") });
        (await admin.Post("/v1/audiences", new JsonObject { ["name"] = "M", ["kind"] = "managed", ["definition"] = JsonNode.Parse(Gold) })).Is(422);

        // Nobody has one that refers to it.
        var nobodys = (await admin.Post("/v1/managed-audiences", Body("Nobodys", Member(shared)))).Is(201).Json["id"].Text();
        Assert.Equal("urn:audiences:audience-in-use", (await admin.Delete($"/v1/audiences/{shared}")).Is(409).Json["type"].Text());
        (await admin.Delete($"/v1/managed-audiences/{nobodys}?confirm=true")).Is(200, 202, 204);
        // The admin himself has none that refers to it.
        var path = $"/v1/managed-audiences/{(await admin.Post("/v1/managed-audiences", Body("Layered", Member(shared), $"user:{danId}"))).Is(201).Json["id"].Text()}";
        Assert.Equal("All: gold | Layered: gold", await Has(dan));
        Assert.Equal("urn:audiences:audience-in-use", (await admin.Delete($"/v1/audiences/{shared}")).Is(409).Json["type"].Text());
        (await admin.Put(path, Body("Layered", Member(shared), "everyone"))).Is(200);
        // What an admin's own audience would lead back to itself by is refused where it would close.
        var layered = (await Managed(admin)).Single(audience => audience["name"].Text() == "Layered")["id"].Text();
        Assert.Equal(
            "urn:audiences:circular-reference",
            (await admin.Put($"/v1/audiences/{shared}", new JsonObject { ["name"] = "Shared", ["definition"] = JsonNode.Parse(Member(layered)) })).Is(422).Json["type"].Text());

        (await admin.Patch($"/v1/users/{danId}", new JsonObject { ["disabled"] = true })).Is(200);
        await server.Kill();
        await server.StartAgain();
        Assert.Equal((1, 0, "done"), Shown((await admin.Get($"/v1/managed-audiences/{made.Json["id"].Text()}")).Is(200).Json));
    }

    [Fact]
    public async Task What_an_organisation_replaces_is_replaced_in_what_its_admins_manage()
    {
        var configuration = (await admin.Get("/v1/organisation/configuration")).Is(200).Json.AsObject();
        var stages = configuration["stages"]!.AsArray();
        var before = stages.DeepClone();
        stages.Add("Hot");
        (await admin.Put("/v1/organisation/configuration", configuration)).Is(200, 202);
        var hot = """{ "match": "all", "conditions": [ { "field": "stage", "op": "equals", "value": "hot" } ] }""";
        var path = $"/v1/managed-audiences/{(await admin.Post("/v1/managed-audiences", Body("Hot ones", hot, "everyone"))).Is(201).Json["id"].Text()}";
        Assert.Contains("\"Hot\"", (await admin.Get(path)).Is(200).Json["definition"]!.ToJsonString(), StringComparison.Ordinal);
        configuration["stages"] = before;
        Assert.Equal("urn:audiences:in-use", (await admin.Put("/v1/organisation/configuration", configuration)).Is(409).Json["type"].Text());
        configuration["replacements"] = new JsonObject { ["stages"] = new JsonObject { ["Hot"] = "Active" } };
        (await admin.Put("/v1/organisation/configuration", configuration)).Is(200);

        var set = (await admin.Get(path)).Is(200).Json;
        Assert.Equal("Active", set["definition"]!["conditions"]![0]!["value"].Text());
        Assert.Equal((1, 0, "done"), Shown(set));
        var (eve, _) = await admin.Invite("member");
        foreach (var who in new[] { admin, eve })
            Assert.Equal("Active", (await Managed(who)).Single()["definition"]!["conditions"]![0]!["value"].Text());
    }

    private async Task Refused(string type, int status, JsonObject body) =>
        Assert.Equal($"urn:audiences:{type}", (await admin.Post("/v1/managed-audiences", body)).Is(status).Json["type"].Text());

    /// <summary>A user who has somebody gold and somebody silver.</summary>
    private async Task<(AudiencesClient Client, string Id)> Person()
    {
        var (client, id) = await admin.Invite("member");
        foreach (var plan in new[] { "gold", "silver" })
            await client.Upsert(new() { ["externalId"] = plan, ["traits"] = new JsonObject { ["plan"] = plan } });
        return (client, id);
    }

    private static JsonObject Body(string name, string definition, params string[] recipients) => new()
    {
        ["name"] = name, ["definition"] = JsonNode.Parse(definition), ["recipients"] = new JsonArray([.. recipients.Select(recipient => (JsonNode)recipient)]),
    };

    private static string Member(string audience) => $$"""{ "match": "all", "conditions": [ { "field": "audience.{{audience}}", "op": "memberOf" } ] }""";

    private Task<Answer> Put(string path, string name, string definition, int version) => admin.Send(
        HttpMethod.Put, path, System.Text.Encoding.UTF8.GetBytes(Body(name, definition, "everyone").ToJsonString()), ("If-Match", $"\"{version}\""));

    private static Task<List<JsonNode>> Managed(AudiencesClient who) => who.All("/v1/audiences?kind=managed");

    private static async Task<string[]> Custom(AudiencesClient who) =>
        [.. (await who.All("/v1/audiences?kind=custom")).Select(audience => audience["name"].Text()).Order(StringComparer.Ordinal)];

    /// <summary>The managed audiences of his, each with its members.</summary>
    private static async Task<string> Has(AudiencesClient who)
    {
        var shown = new List<string>();
        foreach (var audience in await Managed(who))
        {
            var members = (await who.Members(audience["id"].Text())).Select(member => member["contact"]!["externalId"].Text()).Order(StringComparer.Ordinal);
            shown.Add($"{audience["name"].Text()}: {string.Join(' ', members)}");
        }
        return string.Join(" | ", shown.Order(StringComparer.Ordinal));
    }

    private static (int Users, int Used, string Status) Shown(JsonNode set) =>
        (set["users"]!.GetValue<int>(), set["used"]!.GetValue<int>(), set["spreading"]!["status"].Text());

    private static string Told(Answer answer) => $"{answer.Is(200).Json["stays"]} stays, {answer.Json["goes"]} goes";
}
