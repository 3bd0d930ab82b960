using System.Net;
using System.Text.Json;
using Tests.Support;

namespace Tests.Sharing;

/// <summary>An admin connects by an authorization server that we did not write: npm oidc-provider, whose refresh tokens are good but once.</summary>
public sealed class OAuthTests
{
    private const string ClientSecret = "of-our-registered-app-0123456789";

    [FactNeeding(Needs.NodeModules)]
    public async Task An_admin_lets_the_server_in_and_calls_have_a_good_token()
    {
        await using var world = await Start();
        await using var provider = await Provider(world);
        var id = await Connect(world, provider);
        Assert.False((await world.Get($"/v1/connectors/{id}")).GetProperty("authorized").GetBoolean());
        var before = await Test(world, id);
        Assert.Equal("needsReconnect", before.GetProperty("state").GetString());

        var (status, page) = await Browse(await AddressFor(world, id));

        Assert.Equal((HttpStatusCode.OK, true), (status, page.Contains("Linked &amp; kept is connected", StringComparison.Ordinal)));
        Assert.True((await world.Get($"/v1/connectors/{id}")).GetProperty("authorized").GetBoolean());
        Assert.Equal("healthy", (await Test(world, id)).GetProperty("state").GetString());
        Assert.True(await IsGood(provider, world.List.Tokens.Single()));
        var calls = (await world.Get($"/v1/connectors/{id}/calls")).GetRawText();
        await world.Server.Stop();
        foreach (var file in Directory.GetFiles(world.Server.Folder, "*", SearchOption.AllDirectories))
            foreach (var hidden in new[] { ClientSecret, world.List.Tokens.Single() })
                Assert.DoesNotContain(hidden, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        Assert.DoesNotContain(ClientSecret, calls, StringComparison.Ordinal);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Tokens_that_end_are_fetched_anew_once_however_many_ask()
    {
        await using var world = await Start();
        // Of tokens of 30 s none is good for a minute yet: each call fetches one.
        await using var provider = await Provider(world, lifetime: 30);
        var id = await Connect(world, provider);
        await Browse(await AddressFor(world, id));
        for (var round = 0; round < 2; round++)
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Test(world, id))), health => Assert.Equal("healthy", health.GetProperty("state").GetString()));
        Assert.True(await IsGood(provider, world.List.Tokens[^1]));
        Assert.Equal(16, world.List.Tokens.Distinct().Count());
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task What_the_other_side_takes_back_asks_for_connecting_anew()
    {
        await using var world = await Start();
        await using var provider = await Provider(world, lifetime: 30);
        var id = await Connect(world, provider);
        await Browse(await AddressFor(world, id));
        using (var http = new HttpClient()) await http.GetStringAsync(new Uri($"http://127.0.0.1:{provider.Port}/revoke"));
        var refused = await Test(world, id);
        Assert.Equal(
            ("needsReconnect", "The other side does not let this server in any more: connect anew."),
            (refused.GetProperty("state").GetString(), refused.GetProperty("detail").GetString()));
        await Browse(await AddressFor(world, id));
        Assert.Equal("healthy", (await Test(world, id)).GetProperty("state").GetString());
        await world.Send(HttpMethod.Patch, $"/v1/connectors/{id}", """{"settings":{"token":null}}""");
        Assert.False((await world.Get($"/v1/connectors/{id}")).GetProperty("authorized").GetBoolean());
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Who_does_not_agree_or_was_not_asked_connects_nothing()
    {
        await using var world = await Start();
        await using var provider = await Provider(world, says: "deny");
        var id = await Connect(world, provider);
        var (denied, page) = await Browse(await AddressFor(world, id));
        Assert.Equal((HttpStatusCode.BadRequest, true), (denied, page.Contains("was not told to let this server in", StringComparison.Ordinal)));
        var state = System.Web.HttpUtility.ParseQueryString((await AddressFor(world, id)).Query)["state"]!;
        foreach (var query in new[] { "", "?state=&code=x", $"?state={state[..^2]}xx&code=x", "?state=***&code=x", $"?state={state}", $"?state={state}&code=made-up" })
            Assert.Equal(HttpStatusCode.BadRequest, (await Browse(new($"{world.Server.Client.BaseAddress}v1/connectors/authorized{query}"))).Status);
        await world.Send(HttpMethod.Patch, $"/v1/connectors/{id}", """{"name":"Another"}""");
        Assert.Equal(HttpStatusCode.Conflict, (await Browse(new($"{world.Server.Client.BaseAddress}v1/connectors/authorized?state={state}&code=x"))).Status);
        Assert.False((await world.Get($"/v1/connectors/{id}")).GetProperty("authorized").GetBoolean());
    }

    [Fact]
    public async Task A_token_is_not_typed_and_what_it_takes_to_connect_is_asked_for()
    {
        await using var world = await SharingUnderTest.Start();
        var typed = await world.Send(HttpMethod.Post, "/v1/connectors", """{"connector":"linked","name":"x","settings":{"token":"typed"}}""", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("authorize", typed.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var bare = await world.Send(HttpMethod.Post, "/v1/connectors", """{"connector":"linked","name":"x","settings":{}}""", HttpStatusCode.Created);
        var refused = await world.Send(HttpMethod.Post, $"/v1/connectors/{bare.GetProperty("id").GetString()}/authorize", null, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("clientId", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await world.Send(HttpMethod.Post, $"/v1/connectors/{await world.Connect()}/authorize", null, HttpStatusCode.Conflict);
    }

    private static Task<SharingUnderTest> Start() => SharingUnderTest.Start("--Egress:Allow:0=127.0.0.0/8");

    private static Task<NodeServer> Provider(SharingUnderTest world, int lifetime = 3600, string? says = null) => NodeServer.StartAsync(
        "authorize.mjs", new { client = "audiences", secret = ClientSecret, redirect = $"{world.Server.Client.BaseAddress}v1/connectors/authorized", lifetime, says });

    private static async Task<string> Connect(SharingUnderTest world, NodeServer provider) => (await world.Send(
        HttpMethod.Post, "/v1/connectors",
        $$$"""{"connector":"linked","name":"Linked & kept","settings":{"server":"http://127.0.0.1:{{{provider.Port}}}/","clientId":"audiences","clientSecret":"{{{ClientSecret}}}"}}""",
        HttpStatusCode.Created)).GetProperty("id").GetString()!;

    private static async Task<Uri> AddressFor(SharingUnderTest world, string id) =>
        new((await world.Send(HttpMethod.Post, $"/v1/connectors/{id}/authorize")).GetProperty("address").GetString()!);

    private static Task<JsonElement> Test(SharingUnderTest world, string id) => world.Send(HttpMethod.Post, $"/v1/connectors/{id}/test");

    /// <summary>As the admin's browser does, with its cookies, wherever it is led.</summary>
    private static async Task<(HttpStatusCode Status, string Page)> Browse(Uri address)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new() });
        using var answer = await browser.GetAsync(address);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<bool> IsGood(NodeServer provider, string token)
    {
        using var http = new HttpClient();
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{provider.Port}/token-is?token={Uri.EscapeDataString(token)}")));
        return json.RootElement.GetProperty("good").GetBoolean();
    }
}
