using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys.Access;

/// <summary>A server with two organisations and two tenants; what is Ann's alone holds the word that nobody else may meet.</summary>
internal sealed class AccessWorld : IAsyncDisposable
{
    public const string Canary = "Canary-4711";
    private const string Definition = """{ "match": "all", "conditions": [ { "field": "firstName", "op": "exists" } ] }""";

    private readonly ShippedPlugins plugins;
    private int made;
    private string ann = "", mate = "", team = "";

    private AccessWorld(ServerProcess server, ShippedPlugins plugins) => (Server, this.plugins) = (server, plugins);

    public ServerProcess Server { get; }
    public IReadOnlyList<Someone> Everybody { get; private set; } = [];

    public Someone this[string name] => Everybody.Single(someone => someone.Name == name);

    public static async Task<AccessWorld> Open()
    {
        var plugins = ShippedPlugins.Webhook();
        var world = new AccessWorld(await ServerProcess.Start(new ServerOptions { Settings = plugins.Settings }), plugins);
        await world.Fill();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        plugins.Dispose();
    }

    /// <summary>Makes what the route's words stand for, new each time, and puts it in their place.</summary>
    public async Task<(string Path, string? Body)> Prepare(Route route)
    {
        var (path, body) = (route.Path, route.Body?.Replace("DEFINITION", Definition, StringComparison.Ordinal));
        // The longer words first: others are parts of them.
        foreach (var (word, make) in new (string, Func<Task<string>>)[]
        {
            ("SHAREDCONTACT", () => Contact(this["admin"])), ("TEAMCONTACT", TeamContact), ("TEAMBOOK", () => Task.FromResult($"team:{team}")), ("ANNSBOOK", () => Task.FromResult($"user:{ann}")), ("SHARED", Shared), ("GIVEN", Given), ("RECEIVED", Received), ("CONTACT", () => Contact(this["ann"])), ("AUDIENCE", Audience),
            ("INVITATION", Invitation), ("IMPORT", Import), ("JOB", Job), ("TEAM", Team), ("USER", User), ("KEY", Key),
            ("CONNECTION", Connection), ("SYNC", Sync), ("MANAGED", Managed), ("NEWNAME", () => Task.FromResult($"Named {made++}")),
        })
        {
            if (!path.Contains(word, StringComparison.Ordinal) && body?.Contains(word, StringComparison.Ordinal) != true) continue;
            var id = await make();
            (path, body) = (path.Replace(word, id, StringComparison.Ordinal), body?.Replace(word, id, StringComparison.Ordinal));
        }
        return (path, body);
    }

    public static Task<Answer> Send(Someone who, string method, string path, string? body) => who.Client.Send(
        new HttpMethod(method), path, body is null ? null : Encoding.UTF8.GetBytes(body),
        body is not null && body[0] != '{' ? [("Content-Type", "text/csv")] : []);

    private async Task Fill()
    {
        var admin = Server.Client();
        string[] member = ["ingest", "read", "write", "export"], all = [.. member, "admin"];
        var made = (await admin.Post("/v1/organisations", new JsonObject { ["name"] = "North", ["ownerEmail"] = "n@example.org" })).Is(201).Json;
        var (north, _) = await admin.Accept(made["invitation"]!["token"].Text());
        var (exit, foreign, error) = await ProgramRun.Of(new Dictionary<string, string>(), ["tenants", "new", "far", "--data", Server.Data]);
        Assert.True(exit == 0, error);
        var web = await Keyed(admin, "ingest");
        var revoked = (await admin.Post("/v1/keys", new JsonObject { ["name"] = "r", ["scopes"] = new JsonArray("read", "write") })).Is(201).Json;
        (await admin.Delete($"/v1/keys/{revoked["id"].Text()}")).Is(204);
        (var annsKey, ann) = await admin.Invite("member");
        (await admin.Patch($"/v1/users/{ann}", new JsonObject { ["switches"] = new JsonObject { ["shareAudiences"] = true, ["shareWithTeams"] = true } })).Is(200);
        var (teammate, teammateId) = await admin.Invite("member");
        (var mates, mate) = await admin.Invite("member");
        (await admin.Patch("/v1/users/admin", new JsonObject { ["switches"] = new JsonObject { ["shareAudiences"] = true } })).Is(200);
        Everybody =
        [
            new("none", Server.Client("no-key-at-all"), []), new("revoked", Server.Client(revoked["key"].Text()), []),
            new("web", web, ["ingest"]), new("viewer", (await admin.Invite("viewer")).Client, ["read"]),
            new("foreign", Server.Client(foreign.Trim()), all), new("north", north, all),
            new("mate", mates, member), new("teammate", teammate, member), new("ann", annsKey, member), new("admin", admin, all),
        ];
        team = await Team();
        (await admin.Put($"/v1/teams/{team}/members/{teammateId}", new JsonObject())).Is(200);
        await UntilReady(this["foreign"].Client);
    }

    /// <summary>A tenant that comes while the server runs is taken up by it within a moment.</summary>
    private static async Task UntilReady(AudiencesClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var preview = JsonNode.Parse($$"""{ "definition": {{Definition}} }""")!;
        while (await client.Post("/v1/audiences/preview", preview.DeepClone()) is { Code: not 200 } answer)
            Assert.True(answer.Code == 503 && !limit.IsCancellationRequested, answer.ToString());
        while (await client.Get("/health/ready") is { Code: not 200 } health)
            Assert.True(!limit.IsCancellationRequested, health.ToString());
    }

    private static async Task<AudiencesClient> Keyed(AudiencesClient admin, string scope) => new(
        admin.Url, (await admin.Post("/v1/keys", new JsonObject { ["name"] = scope, ["scopes"] = new JsonArray(scope) })).Is(201).Json["key"].Text());

    private async Task<string> Contact(Someone who)
    {
        var name = who.Name == "ann" ? Canary : "Shown";
        var id = (await who.Client.Upsert(new() { ["externalId"] = $"{name}-{made++}", ["firstName"] = name, ["tags"] = new JsonArray(name) }))["id"].Text();
        (await who.Client.Post("/v1/track", new JsonObject { ["userId"] = $"{name}-{made - 1}", ["event"] = name, ["messageId"] = $"m-{id}" })).Is(200);
        return id;
    }

    private async Task<string> Connection() => (await this["admin"].Client.Post("/v1/connectors", new JsonObject
    {
        ["connector"] = "webhook", ["name"] = "Shown",
        // Nobody listens there.
        ["settings"] = new JsonObject { ["address"] = "http://127.0.0.1:9/", ["secrets"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
    })).Is(201).Json["id"].Text();

    private async Task<string> Sync() => (await this["admin"].Client.Post(
        "/v1/syncs", new JsonObject { ["audience"] = await Shared(), ["connection"] = await Connection() })).Is(201).Json["id"].Text();

    private Task<string> Audience() => this["ann"].Client.CreateActive($"{Canary} {made++}", Definition);

    /// <summary>Of Ann's, and shared with somebody who has it in a book of his own.</summary>
    private async Task<string> Given()
    {
        var id = await Audience();
        (await this["ann"].Client.Put($"/v1/audiences/{id}/share", new JsonObject { ["recipients"] = new JsonArray($"user:{mate}") })).Is(202);
        return id;
    }

    /// <summary>Somebody shared it with Ann.</summary>
    private async Task<string> Received()
    {
        var name = $"Given {made++}";
        var id = await this["admin"].Client.CreateActive(name, Definition);
        (await this["admin"].Client.Put($"/v1/audiences/{id}/share", new JsonObject { ["recipients"] = new JsonArray($"user:{ann}") })).Is(202);
        while (true)
            if ((await this["ann"].Client.All("/v1/audiences?kind=shared")).SingleOrDefault(audience => audience["name"].Text() == name) is { } received)
                return received["id"].Text();
    }

    private async Task<string> Shared()
    {
        var audience = new JsonObject { ["name"] = $"Shared {made++}", ["kind"] = "organisation", ["definition"] = JsonNode.Parse(Definition) };
        return (await this["admin"].Client.Post("/v1/audiences", audience)).Is(201).Json["id"].Text();
    }

    private async Task<string> Managed() => (await this["admin"].Client.Post("/v1/managed-audiences", new JsonObject
    {
        ["name"] = $"Managed {made++}", ["definition"] = JsonNode.Parse(Definition), ["recipients"] = new JsonArray("everyone"),
    })).Is(201).Json["id"].Text();

    private async Task<string> Invitation() => (await this["admin"].Client.Post(
        "/v1/invitations", new JsonObject { ["email"] = "y@example.org", ["role"] = "member" })).Is(201).Json["invitation"]!["id"].Text();

    private async Task<string> Import() => (await Send(this["ann"], "POST", "/v1/contact-imports", $"email,first name\n{made++}@example.org,{Canary}\n"))
        .Is(202).Json["id"].Text();

    private async Task<string> Job() => (await Send(
        this["ann"], "POST", "/v1/contacts/actions", $$"""{"ids":["{{await Contact(this["ann"])}}"],"do":"tag","value":"{{Canary}}"}""")).Is(202).Json["id"].Text();

    private async Task<string> Team()
    {
        var id = (await this["admin"].Client.Post("/v1/teams", new JsonObject { ["name"] = "Sales" })).Is(201).Json["id"].Text();
        (await this["admin"].Client.Put($"/v1/teams/{id}/members/{ann}", new JsonObject())).Is(200);
        return id;
    }

    /// <summary>Of Ann's, shared with her team, which may see it, and not what it did.</summary>
    private async Task<string> TeamContact()
    {
        var id = (await this["ann"].Client.Upsert(new() { ["externalId"] = $"shown-{made++}", ["firstName"] = "Shown" }))["id"].Text();
        (await this["ann"].Client.Post("/v1/track", new JsonObject { ["userId"] = $"shown-{made - 1}", ["event"] = Canary, ["messageId"] = $"m-{id}" })).Is(200);
        (await this["ann"].Client.Put($"/v1/contacts/{id}/teams/{team}", new JsonObject())).Is(200);
        return id;
    }

    /// <summary>Somebody who has left, so that everything may be done to him.</summary>
    private async Task<string> User()
    {
        var (_, id) = await this["admin"].Client.Invite("member");
        (await this["admin"].Client.Patch($"/v1/users/{id}", new JsonObject { ["disabled"] = true })).Is(200);
        return id;
    }

    private async Task<string> Key() => (await this["admin"].Client.Post(
        "/v1/keys", new JsonObject { ["name"] = "k", ["scopes"] = new JsonArray("read") })).Is(201).Json["id"].Text();
}
