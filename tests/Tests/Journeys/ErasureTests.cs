using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>A person erased over the whole tenant, over HTTP.</summary>
public sealed class ErasureTests : IAsyncLifetime
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
    public async Task A_person_goes_from_every_book_of_the_tenant_and_only_counts_are_answered()
    {
        var (ann, _) = await admin.Invite("member");
        var (bob, _) = await admin.Invite("member");
        var made = (await admin.Post("/v1/organisations", new JsonObject { ["name"] = "North", ["ownerEmail"] = "n@example.org" })).Is(201).Json;
        var (north, _) = await admin.Accept(made["invitation"]!["token"].Text());
        foreach (var client in new[] { admin, ann, bob, north })
        {
            await client.Upsert(new() { ["externalId"] = "canary", ["email"] = "Canary@Example.org", ["firstName"] = "Canary" });
            await client.Upsert(new() { ["externalId"] = "stays", ["email"] = "stays@example.org" });
        }
        var all = await ann.CreateActive("All", """{ "match": "all", "conditions": [ { "field": "email", "op": "exists" } ] }""");

        var erased = (await admin.Post("/v1/erasures", """{ "email": "canary@example.org" }""".Json())).Is(200);

        Assert.Equal("""{"erased":4,"copies":0,"books":4}""", erased.Text);
        foreach (var client in new[] { admin, ann, bob, north })
            Assert.Equal(["stays"], (await client.All("/v1/contacts")).Select(contact => contact["externalId"].Text()));
        Assert.Single(await ann.MemberIds(all));
        Assert.Contains((await ann.Get($"/v1/audiences/{all}/changes")).Is(200).Json["items"]!.AsArray(), change => change!["cause"].Text() == "erased");
        Assert.Equal("""{"erased":0,"copies":0,"books":0}""", (await admin.Post("/v1/erasures", """{ "email": "canary@example.org" }""".Json())).Is(200).Text);
        var audit = await admin.All("/v1/audit");
        Assert.Equal(["erasure.ordered", "person.erased", "erasure.ordered", "person.erased"], audit.TakeLast(4).Select(entry => entry["what"].Text()));
        Assert.Equal("""{"erased":4,"copies":0,"books":4}""", audit[^3]["detail"].Text());
        Assert.DoesNotContain("canary", string.Concat(audit.Select(entry => entry.ToJsonString())), StringComparison.OrdinalIgnoreCase);
        Assert.Null((await admin.Post("/v1/audit/verify")).Is(200).Json["firstWrong"]);
    }

    [Fact]
    public async Task Suppressed_nothing_of_the_person_is_taken_again_where_it_was()
    {
        var (ann, _) = await admin.Invite("member");
        foreach (var client in new[] { admin, ann }) await client.Upsert(new() { ["externalId"] = "gone", ["phone"] = "+32475123456" });
        Assert.Equal("""{"erased":2,"copies":0,"books":2}""", (await admin.Post("/v1/erasures", """{ "phone": "+32 475 12 34 56", "suppress": true }""".Json())).Is(200).Text);
        foreach (var client in new[] { admin, ann })
            Assert.Equal("urn:audiences:suppressed", (await client.Post("/v1/contacts", new JsonObject { ["externalId"] = "gone" })).Is(409).Json["type"].Text());
    }

    [Fact]
    public async Task Another_tenant_is_out_of_reach_by_id_too_and_only_admins_may()
    {
        var (exit, key, error) = await ProgramRun.Of(new Dictionary<string, string>(), ["tenants", "new", "far", "--data", server.Data]);
        Assert.True(exit == 0, error);
        var far = server.Client(key.Trim());
        var (ann, _) = await admin.Invite("member");
        var theirs = (await ann.Upsert(new() { ["externalId"] = "p" }))["id"].Text();
        foreach (var body in new[] { $$"""{ "id": "{{theirs}}" }""", """{ "externalId": "p" }""" })
            Assert.Equal("""{"erased":0,"copies":0,"books":0}""", (await far.Post("/v1/erasures", body.Json())).Is(200).Text);
        (await ann.Post("/v1/erasures", """{ "externalId": "p" }""".Json())).Is(403);
        (await ann.Get($"/v1/contacts/{theirs}")).Is(200);
        Assert.Equal("""{"erased":1,"copies":0,"books":1}""", (await admin.Post("/v1/erasures", $$"""{ "id": "{{theirs}}" }""".Json())).Is(200).Text);
        (await ann.Get($"/v1/contacts/{theirs}")).Is(404);
        foreach (var (bad, at) in new[]
        {
            ("{}", "$"), ("""{ "email": "a@example.org", "id": "x" }""", "$"), ("""{ "email": "nobody" }""", "email"), ("""{ "phone": "?" }""", "phone"),
            ("""{ "id": "x" }""", "id"), ("""{ "name": "Ann" }""", "name"),
        })
            Assert.NotNull((await admin.Post("/v1/erasures", bad.Json())).Is(422).Json["errors"]![at]);
    }
}
