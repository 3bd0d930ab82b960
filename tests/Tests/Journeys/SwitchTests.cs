using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What an admin switches on for a user, over HTTP, and with whom the user may share then.</summary>
public sealed class SwitchTests : IAsyncLifetime
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
    public async Task Sharing_is_off_until_an_admin_switches_it_on_and_is_on_at_once_and_after_a_restart()
    {
        var (ann, id) = await admin.Invite("member");
        var (bob, bobId) = await admin.Invite("member");
        var team = (await admin.Post("/v1/teams", new JsonObject { ["name"] = "Sales" })).Is(201).Json["id"].Text();
        Assert.Equal((false, false), await Shown(ann));
        Assert.Equal("urn:audiences:sharing-is-off", (await ann.Get("/v1/share-recipients")).Is(403).Json["type"].Text());
        (await bob.Patch($"/v1/users/{bobId}", Switch("shareAudiences", true))).Is(403);

        (await admin.Patch($"/v1/users/{id}", Switch("shareAudiences", true))).Is(200);
        Assert.Equal((true, false), await Shown(ann));
        Assert.Equal(["user:admin", $"user:{bobId}", "organisation:main"], await Recipients(ann, ""));
        (await admin.Patch($"/v1/users/{id}", Switch("shareWithTeams", true))).Is(200);
        Assert.Equal([$"team:{team}"], await Recipients(ann, "ale"));

        (await admin.Patch($"/v1/users/{id}", Switch("shareContacts", true))).Is(422);
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["switches"] = true })).Is(422);
        // What a list showed may be sent back.
        var listed = (await admin.All("/v1/users")).Single(user => user["id"].Text() == id);
        Assert.True(listed["switches"]!["shareWithTeams"]!.GetValue<bool>());
        (await admin.Patch($"/v1/users/{id}", listed.DeepClone())).Is(200);

        await server.Kill();
        await server.StartAgain();
        Assert.Equal((true, true), await Shown(ann));
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "viewer" })).Is(200);
        (await ann.Get("/v1/share-recipients")).Is(403);
        (await admin.Patch($"/v1/users/{id}", new JsonObject { ["role"] = "member" })).Is(200);
        (await admin.Patch($"/v1/users/{id}", Switch("shareAudiences", false))).Is(200);
        (await ann.Get("/v1/share-recipients")).Is(403);
        Assert.Equal((false, true), await Shown(ann));
        Assert.Contains(
            await admin.All("/v1/audit"),
            entry => entry["what"].Text() == "user.changed" && entry["subject"].Text() == id && JsonNode.Parse(entry["detail"].Text())!["switches"]?["shareAudiences"]?.GetValue<bool>() == false);
    }

    private static JsonObject Switch(string name, bool on) => new() { ["switches"] = new JsonObject { [name] = on } };

    private static async Task<(bool, bool)> Shown(AudiencesClient who)
    {
        var switches = (await who.Get("/v1/me")).Is(200).Json["switches"]!;
        return (switches["shareAudiences"]!.GetValue<bool>(), switches["shareWithTeams"]!.GetValue<bool>());
    }

    private static async Task<string[]> Recipients(AudiencesClient who, string text) =>
        [.. (await who.Get("/v1/share-recipients".In("q", text))).Is(200).Json["items"]!.AsArray().Select(item => item!["recipient"].Text())];
}
