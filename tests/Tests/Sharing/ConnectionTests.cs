using System.Net;
using System.Text;
using Audiences.Sdk;
using Tests.Plugins.Webhook;
using Tests.Support;

namespace Tests.Sharing;

public sealed class ConnectionTests
{
    [Fact]
    public async Task A_secret_is_used_and_never_seen_again()
    {
        await using var world = await SharingUnderTest.Start();
        var id = await world.Connect("swordfish-4711");
        var shown = await world.Get($"/v1/connectors/{id}");
        Assert.Equal(("eu", "token"), (shown.GetProperty("settings").GetProperty("region").GetString(), shown.GetProperty("secrets")[0].GetString()));
        await world.Send(HttpMethod.Post, $"/v1/connectors/{id}/test");
        Assert.Equal(["swordfish-4711"], world.List.Tokens);
        foreach (var path in new[] { $"/v1/connectors/{id}", "/v1/connectors", $"/v1/connectors/{id}/calls", "/v1/audit" })
            Assert.DoesNotContain("swordfish", (await world.Get(path)).GetRawText(), StringComparison.Ordinal);
        await world.Server.Stop();
        foreach (var file in Directory.GetFiles(world.Server.Folder, "*", SearchOption.AllDirectories))
            Assert.False(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Contains("swordfish", StringComparison.Ordinal), $"{file} has it");
    }

    [Fact]
    public async Task What_a_change_leaves_out_stays_and_null_takes_away()
    {
        await using var world = await SharingUnderTest.Start();
        var id = await world.Connect("first");
        var changed = await world.Send(HttpMethod.Patch, $"/v1/connectors/{id}", """{"name":"Another","settings":{"region":null,"size":3}}""");
        Assert.Equal("""{"size":3}""", changed.GetProperty("settings").GetRawText());
        Assert.Equal("Another", changed.GetProperty("name").GetString());
        await world.Send(HttpMethod.Post, $"/v1/connectors/{id}/test");
        await world.Send(HttpMethod.Patch, $"/v1/connectors/{id}", """{"settings":{"token":"second"}}""");
        await world.Send(HttpMethod.Post, $"/v1/connectors/{id}/test");
        Assert.Equal(["first", "second"], world.List.Tokens);
        await world.Send(HttpMethod.Patch, $"/v1/connectors/{id}", """{"settings":{"token":null}}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("token", (await world.Get($"/v1/connectors/{id}")).GetProperty("secrets")[0].GetString());
    }

    [Fact]
    public async Task Wrong_settings_and_unknown_connectors_are_refused_with_what_is_wrong()
    {
        await using var world = await SharingUnderTest.Start();
        var wrong = await world.Send(HttpMethod.Post, "/v1/connectors", """{"connector":"list","name":"x","settings":{}}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("must be given", wrong.GetProperty("errors").GetProperty("settings.token")[0].GetString());
        var unknown = await world.Send(HttpMethod.Post, "/v1/connectors", """{"connector":"lisst","name":"x"}""", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("`list`", unknown.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await world.Get("/v1/connectors")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Its_health_is_what_the_last_test_found_until_its_settings_change()
    {
        await using var world = await SharingUnderTest.Start();
        var id = await world.Connect();
        world.List.Health = ConnectorHealth.Failing(ConnectorFailure.NeedsReconnect, "The token has expired.");
        Assert.Equal("needsReconnect", (await world.Send(HttpMethod.Post, $"/v1/connectors/{id}/test")).GetProperty("state").GetString());
        Assert.Equal("The token has expired.", (await world.Get($"/v1/connectors/{id}")).GetProperty("health").GetProperty("detail").GetString());
        var changed = await world.Send(HttpMethod.Patch, $"/v1/connectors/{id}", """{"settings":{"token":"new"}}""");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed.GetProperty("health").ValueKind);
    }

    [Fact]
    public async Task One_that_keeps_an_audience_in_sync_is_not_removed()
    {
        await using var world = await SharingUnderTest.Start();
        var (connection, audience) = (await world.Connect(), await world.Audience());
        var sync = await world.Sync(audience, connection);
        await world.Send(HttpMethod.Delete, $"/v1/connectors/{connection}", null, HttpStatusCode.Conflict);
        await world.Send(HttpMethod.Delete, $"/v1/syncs/{sync}", null, HttpStatusCode.NoContent);
        await world.Send(HttpMethod.Delete, $"/v1/connectors/{connection}", null, HttpStatusCode.NoContent);
        await world.Send(HttpMethod.Get, $"/v1/connectors/{connection}", null, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task Its_calls_are_shown_wherever_its_plugin_runs(string isolation)
    {
        using var plugins = ShippedPlugins.Webhook(isolation);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await RunningServer.Start(args: plugins.Args);
        var settings = $$$"""{"connector":"webhook","name":"Shop","settings":{"address":"{{{receiver.Address}}}?token=hidden","secrets":"{{{WebhookTests.Secret}}}"}}""";
        var id = (await server.Send(HttpMethod.Post, "/v1/connectors", settings)).Body.GetProperty("id").GetString();
        Assert.Equal("healthy", (await server.Send(HttpMethod.Post, $"/v1/connectors/{id}/test")).Body.GetProperty("state").GetString());
        var call = Assert.Single((await server.Send(HttpMethod.Get, $"/v1/connectors/{id}/calls")).Body.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal(("POST", 204), (call.GetProperty("method").GetString(), call.GetProperty("status").GetInt32()));
        Assert.StartsWith(receiver.Address.ToString(), call.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", call.GetRawText(), StringComparison.Ordinal);
    }
}
