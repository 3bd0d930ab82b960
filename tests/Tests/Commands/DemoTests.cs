using System.Text.Json.Nodes;
using Host.Commands;
using Host.Commands.Demo;
using Tests.Support;

namespace Tests.Commands;

/// <summary><c>audiences demo</c> against a whole server.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    RunningServer server = null!;
    AudiencesClient client = null!;

    public async Task InitializeAsync()
    {
        server = await RunningServer.Start(args: ["--Clock:Manual", "true"]);
        client = new(server.Client.BaseAddress!, RunningServer.AdminKey);
        await client.SetClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_loaded_is_counted_as_plain_code_counts_it_and_loading_again_changes_nothing()
    {
        var (exit, printed) = await Demo("load");
        Assert.Equal(0, exit);
        await SizesMustBeRight();
        foreach (var (name, size) in DemoPlain.Sizes())
            Assert.Contains($"{size,6}  {name}\n", printed, StringComparison.Ordinal);
        Assert.Equal(136, DemoPlain.Sizes()["Going quiet (demo)"]);
        var before = await Everything();
        (exit, printed) = await Demo("load");
        Assert.Equal((0, before), (exit, await Everything()));
        Assert.StartsWith("The demo is here already", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_takes_what_was_loaded_and_nobody_else_and_it_can_be_loaded_again()
    {
        await client.Upsert(new JsonObject { ["externalId"] = "demo-person-1", ["email"] = "mine@example.org", ["tags"] = new JsonArray("demo") });
        await client.Upsert(new JsonObject { ["externalId"] = "ann", ["firstName"] = "demo-person-0001" });
        await client.CreateActive("My demo", """{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "demo" } ] }""");
        var before = await Everything();
        await Demo("load");
        var (exit, printed) = await Demo("remove");
        Assert.Equal((0, before), (exit, await Everything()));
        Assert.Equal("Removed 1,000 people with their events, and 6 audiences.\n", printed);
        Assert.Equal((0, "There is nothing of the demo here.\n"), await Demo("remove"));
        await Demo("load");
        await SizesMustBeRight();
    }

    // In the order of requests: 4 questions, 6 audiences, the people, 10 times events, 6 activations.
    [Theory]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(24)]
    public async Task A_load_that_was_cut_off_goes_on_where_it_stopped(int requests)
    {
        await CutOff(requests);
        await client.SetClock(new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));
        Assert.Equal(0, (await Demo("load")).Exit);
        await SizesMustBeRight();
    }

    [Fact]
    public async Task A_load_that_was_cut_off_can_be_removed()
    {
        var before = await Everything();
        await CutOff(15);
        Assert.Equal(0, (await Demo("remove")).Exit);
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task Somebody_with_the_address_of_an_invented_person_stays_who_they_are()
    {
        await client.Upsert(new JsonObject { ["email"] = DemoPeople.Invent()[499].Email });
        var before = await Everything();
        var refused = await Assert.ThrowsAsync<CommandError>(() => CutOff(int.MaxValue));
        Assert.Contains("e-mail address", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task An_audience_that_another_refers_to_is_not_torn_out()
    {
        await Demo("load");
        var big = (await client.All("/v1/audiences?q=big spenders")).Single()["id"].Text();
        await client.CreateActive("Mine", $$"""{ "match": "all", "conditions": [ { "field": "audience.{{big}}", "op": "memberOf" } ] }""");
        using var wire = new ServerClient(client.Url, RunningServer.AdminKey);
        var refused = await Assert.ThrowsAsync<CommandError>(() => new DemoRemove(wire, TextWriter.Null).Run(default));
        Assert.Contains("Mine", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1_000, (await client.All("/v1/contacts")).Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", RunningServer.AdminKey, "Start it in another terminal")]
    [InlineData(null, "another-key-than-the-one-it-knows-0123", "keys new --admin")]
    public async Task What_keeps_it_from_loading_is_said(string? url, string key, string says)
    {
        using var wire = new ServerClient(url is null ? client.Url : new Uri(url), key);
        var refused = await Assert.ThrowsAsync<CommandError>(() => new DemoLoad(wire, TextWriter.Null).Run(default));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    async Task<(int Exit, string Printed)> Demo(string what)
    {
        using var printed = new StringWriter();
        var exit = await CommandLine.Run(["demo", what, "--url", client.Url.ToString(), "--key", RunningServer.AdminKey], printed);
        return (exit, printed.ToString());
    }

    async Task CutOff(int requests)
    {
        using var wire = new ServerClient(client.Url, RunningServer.AdminKey, new CutWire(requests));
        var load = new DemoLoad(wire, TextWriter.Null).Run(default);
        if (requests == int.MaxValue)
            await load;
        else
            await Assert.ThrowsAsync<CommandError>(() => load);
    }

    async Task SizesMustBeRight()
    {
        var audiences = await client.All("/v1/audiences?status=active");
        var shown = audiences.Where(audience => audience["name"].Text().EndsWith("(demo)", StringComparison.Ordinal))
            .ToDictionary(audience => audience["name"].Text(), audience => audience["size"]!["count"]!.GetValue<int>());
        Assert.Equal(DemoPlain.Sizes().OrderBy(size => size.Key), shown.OrderBy(size => size.Key));
    }

    /// <summary>Contacts and audiences with their versions, as one text.</summary>
    async Task<string> Everything() => string.Join(
        '\n', (await client.All("/v1/contacts")).Concat(await client.All("/v1/audiences")).Select(item => item.ToJsonString()));
}
