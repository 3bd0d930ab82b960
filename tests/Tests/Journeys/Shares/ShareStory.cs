using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys.Shares;

/// <summary>A server with Ann, who may share, her colleague Bob, and Nora of another organisation of the tenant.</summary>
internal sealed class ShareStory : IAsyncDisposable
{
    public required ServerProcess Server { get; init; }
    public required AudiencesClient Admin { get; init; }
    public required AudiencesClient Ann { get; init; }
    public required AudiencesClient Bob { get; init; }
    public required AudiencesClient Nora { get; init; }
    public required string AnnId { get; init; }
    public required string BobId { get; init; }
    public required string NoraId { get; init; }

    public static async Task<ShareStory> Start(ServerOptions? options = null)
    {
        var server = await ServerProcess.Start(options);
        var admin = server.Client();
        var (ann, annId) = await admin.Invite("member");
        var (bob, bobId) = await admin.Invite("member");
        var north = (await admin.Post("/v1/organisations", new JsonObject { ["name"] = "North", ["ownerEmail"] = "nora@example.org" })).Is(201).Json;
        var (nora, noraId) = await admin.Accept(north["invitation"]!["token"].Text());
        var story = new ShareStory { Server = server, Admin = admin, Ann = ann, Bob = bob, Nora = nora, AnnId = annId, BobId = bobId, NoraId = noraId };
        await story.SwitchOn("shareAudiences");
        return story;
    }

    public async Task SwitchOn(string name) =>
        (await Admin.Patch($"/v1/users/{AnnId}", new JsonObject { ["switches"] = new JsonObject { [name] = true } })).Is(200);

    /// <summary>Of Ann's contacts with that tag, active.</summary>
    public async Task<string> Audience(string tag, string name = "Buyers") =>
        await Ann.CreateActive(name, $$$"""{"match":"all","conditions":[{"field":"tag","op":"equals","value":"{{{tag}}}"}]}""");

    public async Task<JsonNode> Share(string audience, params string[] users) => await Done(
        (await Ann.Put($"/v1/audiences/{audience}/share", new JsonObject { ["recipients"] = new JsonArray([.. users.Select(user => (JsonNode)user)]) })).Is(202).Json, audience);

    public async Task<JsonNode> Preview(string audience) => (await Ann.Post($"/v1/audiences/{audience}/share/preview")).Is(200).Json;

    public async Task<JsonNode> Sync(string audience) => await Done(
        (await Ann.Post($"/v1/audiences/{audience}/share/sync", new JsonObject { ["preview"] = (await Preview(audience))["preview"].Text() })).Is(202).Json, audience);

    /// <summary>The share when its job has ended.</summary>
    public async Task<JsonNode> Done(JsonNode share, string audience)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Ann.Get($"/v1/jobs/{share["job"].Text()}")).Is(200).Json is var job && job["status"].Text() != "done")
            Assert.False(limit.IsCancellationRequested || job["status"].Text() is "failed" or "cancelled", $"It came to {job.ToJsonString()}");
        return (await Ann.Get($"/v1/audiences/{audience}/share")).Is(200).Json;
    }

    public async Task Until(Func<Task<bool>> isSo, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo()) Assert.False(limit.IsCancellationRequested, what);
    }

    public static int Number(JsonNode? node) => node!.GetValue<int>();

    public static async Task<bool> HasNone(AudiencesClient recipient) => (await recipient.All("/v1/audiences?kind=shared")).Count == 0;

    /// <summary>E-mails of whom the recipient's shared audience of that name shows.</summary>
    public static async Task<string[]> Received(AudiencesClient recipient, string name = "Buyers")
    {
        var audience = (await recipient.All("/v1/audiences?kind=shared")).Single(audience => audience["name"].Text() == name);
        return [.. (await recipient.All($"/v1/audiences/{audience["id"].Text()}/members?include=contact")).Select(member => member["contact"]!["email"].Text()).Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
