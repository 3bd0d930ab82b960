using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What every user finds when he comes, over HTTP.</summary>
public sealed class DefaultAudienceTests : IAsyncLifetime
{
    private ServerProcess server = null!;
    private AudiencesClient admin = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_user_finds_his_people_his_focus_and_his_archive_and_they_follow_what_he_does()
    {
        var (ann, id) = await admin.Invite("member");
        var audiences = await Audiences(ann);
        Assert.Equal(["Archived People", "My Focus", "My People"], audiences.Keys.Order());
        Assert.All(audiences.Values, audience => Assert.Equal(
            ("system", "active", $"user:{id}", $"user:{id}"),
            (audience["origin"].Text(), audience["status"].Text(), audience["owner"].Text(), audience["book"].Text())));

        await ann.Upsert(new() { ["externalId"] = "plain" });
        await ann.Upsert(new() { ["externalId"] = "staged" });
        await Step(ann, "Archived People: | My Focus: | My People: plain staged");
        (await ann.Patch("/v1/contacts/externalId:staged", new JsonObject { ["assignedTo"] = "me" })).Is(200);
        await Step(ann, "Archived People: | My Focus: staged | My People: plain staged");
        (await ann.Patch("/v1/contacts/externalId:staged", new JsonObject { ["stage"] = "Lost" })).Is(200);
        await Step(ann, "Archived People: | My Focus: | My People: plain staged");
        (await ann.Post("/v1/contacts/externalId:plain/archive")).Is(200);
        await Step(ann, "Archived People: plain | My Focus: | My People: staged");
        (await ann.Post("/v1/contacts/externalId:plain/unarchive")).Is(200);
        await Step(ann, "Archived People: | My Focus: | My People: plain staged");
    }

    [Fact]
    public async Task The_focus_is_his_to_name_and_to_filter_and_the_others_are_the_same_for_all()
    {
        var (ann, _) = await admin.Invite("member");
        var audiences = await Audiences(ann);
        var sphere = (JsonObject)audiences["My Focus"].DeepClone();
        sphere["name"] = "My Sphere";
        sphere["definition"] = JsonNode.Parse("""{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" } ] }""");
        (await ann.Put($"/v1/audiences/{sphere["id"].Text()}", sphere)).Is(200);
        await ann.Upsert(new() { ["externalId"] = "vip", ["tags"] = new JsonArray("vip") });
        await Step(ann, "Archived People: | My People: vip | My Sphere: vip");

        foreach (var name in new[] { "My People", "Archived People" })
            (await ann.Put($"/v1/audiences/{audiences[name]["id"].Text()}", audiences[name].DeepClone())).Is(409);
        foreach (var audience in audiences.Values)
        {
            (await ann.Delete($"/v1/audiences/{audience["id"].Text()}")).Is(409);
            (await ann.Post($"/v1/audiences/{audience["id"].Text()}/pins", JsonNode.Parse("""{ "in": ["externalId:vip"] }""")!)).Is(409);
        }
        (await ann.Post("/v1/audiences", new JsonObject { ["name"] = "Mine", ["kind"] = "default", ["definition"] = sphere["definition"]!.DeepClone() })).Is(422);
    }

    [Fact]
    public async Task They_are_made_once_also_over_a_crash_and_a_viewer_has_none_until_he_is_a_member()
    {
        var (viewer, id) = await admin.Invite("viewer");
        Assert.Empty(await Audiences(viewer));
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "member" })).Is(200);
        Assert.Equal(3, (await Audiences(viewer)).Count);
        await server.Kill();
        await server.StartAgain();
        Assert.Equal(3, (await Audiences(viewer)).Count);
        Assert.Equal(3, (await Audiences(admin)).Count);
    }

    private static async Task Step(AudiencesClient who, string expected)
    {
        var shown = new List<string>();
        foreach (var (name, audience) in (await Audiences(who)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var members = (await who.Get($"/v1/audiences/{audience["id"].Text()}/members?include=contact")).Is(200).Json["items"]!.AsArray();
            shown.Add($"{name}: {string.Join(' ', members.Select(item => item!["contact"]!["externalId"].Text()).Order())}".Trim());
        }
        Assert.Equal(expected, string.Join(" | ", shown));
    }

    /// <summary>Those that the server made.</summary>
    private static async Task<Dictionary<string, JsonNode>> Audiences(AudiencesClient who) =>
        (await who.All("/v1/audiences")).Where(audience => audience["origin"].Text() == "system").ToDictionary(audience => audience["name"].Text());
}
