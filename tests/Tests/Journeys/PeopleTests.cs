using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Organisations, users, teams, keys and the audit log, over HTTP, as an admin and those whom he invites do it.</summary>
public sealed class PeopleTests : IAsyncLifetime
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
    public async Task Who_is_invited_has_a_book_of_his_own_that_not_even_the_admin_sees()
    {
        var (ann, id) = await admin.Invite("member");
        var me = (await ann.Get("/v1/me")).Is(200).Json;
        Assert.Equal(($"user:{id}", "member"), (me["book"].Text(), me["user"]!["role"].Text()));
        Assert.Equal([$"user:{id}", "organisation:main"], me["books"]!.AsArray().Select(book => book.Text()));

        var contact = (await ann.Upsert(new() { ["externalId"] = "secret", ["firstName"] = "Canary" }))["id"].Text();
        var audience = await ann.CreateActive("Canaries", """{ "match": "all", "conditions": [ { "field": "firstName", "op": "exists" } ] }""");
        Assert.Equal("custom", (await ann.Get($"/v1/audiences/{audience}")).Is(200).Json["kind"].Text());

        (await admin.Get($"/v1/contacts/{contact}")).Is(404);
        (await admin.Get($"/v1/contacts?book=user:{id}")).Is(404);
        (await admin.Get($"/v1/audiences/{audience}")).Is(404);
        Assert.DoesNotContain("Canar", (await admin.Get("/v1/audiences")).Text, StringComparison.Ordinal);
        (await admin.Post("/v1/keys", new JsonObject { ["name"] = "peep", ["scopes"] = new JsonArray("read"), ["book"] = $"user:{id}" })).Is(422);
    }

    [Fact]
    public async Task A_token_makes_one_user_and_an_expired_or_withdrawn_one_none()
    {
        var made = (await admin.Post("/v1/invitations", new JsonObject { ["email"] = "ann@example.org", ["role"] = "member" })).Is(201).Json;
        var accept = new JsonObject { ["token"] = made["token"].Text(), ["name"] = "Ann" };
        (await admin.Post("/v1/invitations/accept", accept.DeepClone())).Is(201);
        (await admin.Post("/v1/invitations/accept", accept)).Is(404);
        Assert.Empty((await admin.Get("/v1/invitations")).Is(200).Json["items"]!.AsArray());

        var withdrawn = (await admin.Post("/v1/invitations", new JsonObject { ["email"] = "bob@example.org", ["role"] = "viewer" })).Is(201).Json;
        (await admin.Delete($"/v1/invitations/{withdrawn["invitation"]!["id"].Text()}")).Is(204);
        (await admin.Post("/v1/invitations/accept", new JsonObject { ["token"] = withdrawn["token"].Text(), ["name"] = "Bob" })).Is(404);

        var late = (await admin.Post("/v1/invitations", new JsonObject { ["email"] = "cid@example.org", ["role"] = "member" })).Is(201).Json;
        await admin.SetClock((await admin.Clock()).AddDays(7));
        (await admin.Post("/v1/invitations/accept", new JsonObject { ["token"] = late["token"].Text(), ["name"] = "Cid" })).Is(404);
        (await admin.Post("/v1/invitations", new JsonObject { ["email"] = "nobody", ["role"] = "king" })).Is(422);
    }

    [Fact]
    public async Task Pages_go_on_behind_what_is_gone_by_now()
    {
        foreach (var who in new[] { "ann", "bob", "cid" })
        {
            (await admin.Post("/v1/invitations", new JsonObject { ["email"] = $"{who}@example.org", ["role"] = "member" })).Is(201);
            (await admin.Post("/v1/teams", new JsonObject { ["name"] = who })).Is(201);
        }
        foreach (var list in new[] { "/v1/invitations", "/v1/teams" })
        {
            // Others' too: the tests share the server.
            var all = (await admin.All(list)).Select(item => item["id"].Text()).ToArray();
            var page = (await admin.Get($"{list}?limit=2")).Is(200).Json;
            (await admin.Delete($"{list}/{all[1]}")).Is(204);
            var rest = (await admin.Get($"{list}?limit=1000".In("cursor", page["next"].Text()))).Is(200).Json;
            Assert.Equal(all[2..], rest["items"]!.AsArray().Select(item => item!["id"].Text()));
            Assert.Null(rest["next"]);
        }
    }

    [Fact]
    public async Task A_role_is_in_force_at_once_and_the_last_owner_stays()
    {
        var (ann, id) = await admin.Invite("member");
        (await ann.Post("/v1/contacts", new JsonObject { ["externalId"] = "a" })).Is(201);
        (await ann.Get("/v1/users")).Is(403);
        Assert.NotEmpty(await ann.All("/v1/audiences"));
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "viewer" })).Is(200);
        (await ann.Post("/v1/contacts", new JsonObject { ["externalId"] = "a" })).Is(403);
        Assert.Empty(await ann.All("/v1/audiences"));
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "admin" })).Is(200);
        (await ann.Get("/v1/contacts")).Is(200);
        (await ann.Get("/v1/users")).Is(200);
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "emperor" })).Is(422);
        Assert.Equal("urn:audiences:last-owner", (await admin.Patch("/v1/users/admin", new JsonObject { ["role"] = "admin" })).Is(409).Json["type"].Text());
        Assert.Equal("urn:audiences:last-owner", (await admin.Patch("/v1/users/admin", new JsonObject { ["disabled"] = true })).Is(409).Json["type"].Text());
    }

    [Fact]
    public async Task Whom_the_founding_admin_hands_over_to_is_helped_from_the_machine_too()
    {
        var (olga, _) = await admin.Invite("viewer");
        var id = (await olga.Get("/v1/me")).Is(200).Json["user"]!["id"].Text();
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "owner" })).Is(200);
        (await olga.Patch("/v1/users/admin", new JsonObject { ["disabled"] = true })).Is(200);
        (await admin.Get("/v1/me")).Is(401);
        var (exit, key, error) = await ProgramRun.Of(new Dictionary<string, string>(), ["keys", "new", "--admin", "--data", server.Data]);
        Assert.True(exit == 0, error);
        Assert.Equal(id, (await server.Client(key.Trim()).Get("/v1/me")).Is(200).Json["user"]!["id"].Text());
    }

    [Fact]
    public async Task A_leaving_users_book_is_erased_after_thirty_days_and_no_sooner()
    {
        var (dan, danId) = await admin.Invite("member");
        var contacts = new[] { (await dan.Upsert(new() { ["externalId"] = "d1" }))["id"].Text(), (await dan.Upsert(new() { ["externalId"] = "d2" }))["id"].Text() };
        Assert.Equal("urn:audiences:user-active", (await admin.Delete($"/v1/users/{danId}/books")).Is(409).Json["type"].Text());
        (await admin.Patch($"/v1/users/{danId}", new JsonObject { ["disabled"] = true })).Is(200);
        await admin.SetClock((await admin.Clock()).AddDays(30).AddMilliseconds(-1));
        Assert.Equal("urn:audiences:too-early", (await admin.Delete($"/v1/users/{danId}/books")).Is(409).Json["type"].Text());
        await admin.SetClock((await admin.Clock()).AddMilliseconds(1));
        var job = (await admin.Delete($"/v1/users/{danId}/books")).Is(202).Json["items"]![0]!;
        Assert.Equal(2, job["total"]!.GetValue<int>());
        Assert.Equal("done", (await admin.JobEnded(job["id"].Text()))["status"].Text());
        (await admin.Post($"/v1/users/{danId}/transfer", new JsonObject { ["to"] = "organisation" })).Is(200);
        foreach (var contact in contacts)
            (await admin.Get($"/v1/contacts/{contact}")).Is(404);
    }

    [Fact]
    public async Task A_leaving_users_book_is_taken_over_with_everybody_in_it()
    {
        var (ann, annId) = await admin.Invite("member");
        var (bob, bobId) = await admin.Invite("member");
        var contact = (await ann.Upsert(new() { ["externalId"] = "kept" }))["id"].Text();
        Assert.Equal("urn:audiences:user-active", (await admin.Post($"/v1/users/{annId}/transfer", new JsonObject { ["to"] = bobId })).Is(409).Json["type"].Text());
        (await admin.Patch($"/v1/users/{annId}", new JsonObject { ["disabled"] = true })).Is(200);
        (await ann.Get("/v1/me")).Is(401);
        (await bob.Get($"/v1/contacts/{contact}")).Is(404);
        var moved = (await admin.Post($"/v1/users/{annId}/transfer", new JsonObject { ["to"] = bobId })).Is(200).Json;
        Assert.Equal([$"user:{annId}"], moved["books"]!.AsArray().Select(book => book.Text()));

        Assert.Equal("kept", (await bob.Get($"/v1/contacts/{contact}")).Is(200).Json["externalId"].Text());
        Assert.Equal(contact, (await bob.Get($"/v1/contacts/externalId:kept?book=user:{annId}")).Is(200).Json["id"].Text());
        (await bob.Get("/v1/contacts/externalId:kept")).Is(404);
        (await admin.Get($"/v1/contacts/{contact}")).Is(404);

        Assert.Equal("urn:audiences:books-transferred", (await admin.Patch($"/v1/users/{annId}", new JsonObject { ["disabled"] = false })).Is(409).Json["type"].Text());
        (await admin.Patch($"/v1/users/{bobId}", new JsonObject { ["disabled"] = true })).Is(200);
        (await admin.Post($"/v1/users/{bobId}/transfer", new JsonObject { ["to"] = "organisation" })).Is(200);
        (await admin.Patch($"/v1/contacts/{contact}", new JsonObject { ["lastName"] = "Handed on" })).Is(200);
        var (cid, _) = await admin.Invite("member");
        (await cid.Get($"/v1/contacts/{contact}")).Is(200);
        (await cid.Patch($"/v1/contacts/{contact}", new JsonObject { ["lastName"] = "Cid" })).Is(403);
    }

    [Fact]
    public async Task A_member_reads_the_organisations_audiences_and_changes_none()
    {
        var audience = await admin.CreateActive("Everybody", """{ "match": "all", "conditions": [ { "field": "firstName", "op": "exists" } ] }""");
        (await admin.Put($"/v1/audiences/{audience}", new JsonObject
        {
            ["name"] = "Everybody", ["kind"] = "custom", ["definition"] = JsonNode.Parse("""{ "match": "all", "conditions": [ { "field": "tag", "op": "exists" } ] }"""),
        })).Is(200);
        var shared = (await admin.Post("/v1/audiences", new JsonObject
        {
            ["name"] = "All", ["kind"] = "organisation", ["definition"] = JsonNode.Parse("""{ "match": "all", "conditions": [ { "field": "firstName", "op": "exists" } ] }"""),
        })).Is(201).Json["id"].Text();
        await admin.Upsert(new() { ["externalId"] = "x", ["firstName"] = "Xan" });
        foreach (var role in new[] { "viewer", "member" })
        {
            var (who, _) = await admin.Invite(role);
            Assert.Single((await who.Get($"/v1/audiences/{shared}/members")).Is(200).Json["items"]!.AsArray());
            (await who.Post($"/v1/audiences/{shared}/pause")).Is(403);
            (await who.Delete($"/v1/audiences/{shared}")).Is(403);
            (await who.Get($"/v1/audiences/{audience}")).Is(404);
            (await who.Post("/v1/contacts?book=organisation:main", new JsonObject { ["externalId"] = "y" })).Is(403);
        }
    }

    [Fact]
    public async Task Teams_are_seen_by_their_members_and_organisations_are_apart()
    {
        var (ann, annId) = await admin.Invite("member");
        var (bob, _) = await admin.Invite("member");
        var team = (await admin.Post("/v1/teams", new JsonObject { ["name"] = "Sales" })).Is(201).Json["id"].Text();
        (await admin.Put($"/v1/teams/{team}/members/{annId}")).Is(200);
        (await admin.Put($"/v1/teams/{team}/members/nobody")).Is(404);
        Assert.Equal(["Sales"], (await ann.Get("/v1/teams")).Is(200).Json["items"]!.AsArray().Select(item => item!["name"].Text()));
        Assert.Empty((await bob.Get("/v1/teams")).Is(200).Json["items"]!.AsArray());

        var made = (await admin.Post("/v1/organisations", new JsonObject { ["name"] = "North", ["ownerEmail"] = "olga@example.org" })).Is(201).Json;
        var (olga, _) = await admin.Accept(made["invitation"]!["token"].Text());
        Assert.Equal("owner", (await olga.Get("/v1/me")).Is(200).Json["user"]!["role"].Text());
        Assert.Single((await olga.Get("/v1/users")).Is(200).Json["items"]!.AsArray());
        Assert.Empty((await olga.Get("/v1/teams")).Is(200).Json["items"]!.AsArray());
        (await olga.Patch($"/v1/users/{annId}", new JsonObject { ["disabled"] = true })).Is(404);
        (await olga.Delete($"/v1/teams/{team}")).Is(404);
        (await olga.Get("/v1/contacts?book=organisation:main")).Is(404);
        Assert.DoesNotContain((await olga.Get("/v1/keys")).Is(200).Json["items"]!.AsArray(), key => key!["user"]?.GetValue<string>() == annId);
        (await admin.Delete($"/v1/teams/{team}")).Is(204);
        Assert.Empty((await ann.Get("/v1/teams")).Is(200).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task What_was_done_is_in_the_audit_log_without_secrets_and_a_changed_entry_is_found()
    {
        var (_, id) = await admin.Invite("member");
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "admin" })).Is(200);
        var log = await admin.Get("/v1/audit?limit=2");
        var items = await admin.All("/v1/audit");
        Assert.Equal(
            ["key.created", "invitation.made", "invitation.accepted", "user.changed"], items.Select(item => item["what"].Text()));
        Assert.Equal(2, log.Is(200).Json["items"]!.AsArray().Count);
        Assert.DoesNotContain("aud_", string.Concat(items), StringComparison.Ordinal);
        Assert.DoesNotContain("@example.org", string.Concat(items), StringComparison.Ordinal);
        var sound = (await admin.Post("/v1/audit/verify")).Is(200).Json;
        Assert.Equal((4, null), (sound["checked"]!.GetValue<int>(), sound["firstWrong"]));

        await server.Stop();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Data, "audiences.db")}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE audit SET detail = '{\"role\":\"viewer\"}' WHERE number = 3";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        await server.StartAgain();
        Assert.Equal(3, (await admin.Post("/v1/audit/verify")).Is(200).Json["firstWrong"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_organisations_key_stays_when_its_maker_leaves_and_is_nobodys()
    {
        var (ann, id) = await admin.Invite("admin");
        var made = (await ann.Post("/v1/keys", new JsonObject
        {
            ["name"] = "shop", ["scopes"] = new JsonArray("read", "write"), ["principal"] = "organisation", ["book"] = "organisation:main",
        })).Is(201).Json;
        var own = (await ann.Post("/v1/keys", new JsonObject { ["name"] = "mine", ["scopes"] = new JsonArray("read") })).Is(201).Json;
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["disabled"] = true })).Is(200);
        var shop = server.Client(made["key"].Text());
        Assert.Null((await shop.Get("/v1/me")).Is(200).Json["user"]);
        (await shop.Post("/v1/contacts", new JsonObject { ["externalId"] = "s" })).Is(201);
        (await server.Client(own["key"].Text()).Get("/v1/me")).Is(401);
        var rotated = (await admin.Post($"/v1/keys/{made["id"].Text()}/rotate", new JsonObject { ["overlap"] = "0s" })).Is(201).Json;
        (await shop.Get("/v1/me")).Is(401);
        (await server.Client(rotated["key"].Text()).Get("/v1/me")).Is(200);
        (await admin.Post($"/v1/keys/{own["id"].Text()}/rotate", new JsonObject())).Is(403);
        (await admin.Post($"/v1/keys/{rotated["id"].Text()}/rotate", new JsonObject { ["overlap"] = "99999999d" })).Is(422);
    }
}
