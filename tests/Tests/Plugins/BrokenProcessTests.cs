using System.Globalization;
using System.Text.Json.Nodes;
using Host.Plugins;
using Host.Plugins.Calling;

namespace Tests.Plugins;

/// <summary>Plugins that end their process, or have to be ended with it, under <c>"isolation": "process"</c>.</summary>
public class BrokenProcessTests
{
    [Theory]
    [InlineData("overflowing", "it overflowed the stack")]
    [InlineData("exiting", "it ended by itself with code 0")]
    [InlineData("crashing", "System.InvalidOperationException on a thread of its own")]
    public async Task One_that_ends_its_process_fails_its_call_and_starts_anew(string connector, string said)
    {
        await using var plugins = await Misbehaving(seconds: 60);
        var before = await ProcessOf(plugins);
        var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open(connector).Read(null, 1, CancellationToken.None));
        Assert.Equal((CallFailure.Crashed, $"The plugin's process ended: {said}."), (failed.Failure, failed.Message));
        var after = await ProcessOf(plugins);
        Assert.NotEqual(before, after);
        Assert.NotEqual(Environment.ProcessId, after);
        Assert.Equal("Active: ", plugins.Said("misbehaving"));
    }

    [Fact]
    public async Task One_that_leaks_is_ended_by_its_limit_or_by_the_clock()
    {
        await using var plugins = await Misbehaving(seconds: 10);
        var before = await ProcessOf(plugins);
        var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("leaking").Read(null, 1, CancellationToken.None));
        // Whoever notices first says it: its answer, the runtime that dies of it, or, when the collector takes so long to find nothing, the clock.
        Assert.Contains(failed.Message, new[] { "The plugin's process ended: it ran out of its 64 MB of memory.", "The plugin's process ended: it ran out of memory.", "The connector leaking did not answer within 10 s." });
        Assert.NotEqual(before, await ProcessOf(plugins));
    }

    [Theory]
    [InlineData("spinning")]
    [InlineData("blocking")]
    [InlineData("waiting")]
    public async Task One_that_does_not_end_is_ended_with_its_process(string connector)
    {
        await using var plugins = await Misbehaving(seconds: 5);
        var before = await ProcessOf(plugins);
        var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open(connector).Read(null, 1, CancellationToken.None));
        Assert.Equal((CallFailure.TimedOut, $"The connector {connector} did not answer within 5 s."), (failed.Failure, failed.Message));
        Assert.NotEqual(before, await ProcessOf(plugins));
        Assert.ThrowsAny<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(before));
    }

    [Fact]
    public async Task One_that_dies_again_and_again_is_switched_off_and_the_others_go_on()
    {
        await using var plugins = await Misbehaving();
        var steady = plugins.Open("steady", """{ "word": "w", "token": "right" }""");
        for (var death = 0; death < 5; death++)
        {
            var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("exiting").Read(null, 1, CancellationToken.None));
            Assert.True(failed.Failure == CallFailure.Crashed, failed.Message);
            Assert.Equal(3, (await steady.Read(null, 3, CancellationToken.None)).Contacts.Count);
            // Until then it says itself when it is there again, and the call waits for that.
            if (death < 4) await ProcessOf(plugins);
        }
        await plugins.UntilState("misbehaving", PluginState.Malfunctioned);
        Assert.StartsWith(
            "Malfunctioned: It was switched off after 5 defects within 10 min. The last one: its process ended: it ended by itself with code 0.",
            plugins.Said("misbehaving"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_output_is_thrown_away()
    {
        await using var plugins = await Misbehaving();
        Assert.Single((await plugins.Open("flooding").Read(null, 1, CancellationToken.None)).Contacts);
    }

    [Fact]
    public async Task A_process_gets_none_of_the_servers_secrets_and_goes_with_its_plugin()
    {
        await using var plugins = await Misbehaving();
        var process = await ProcessOf(plugins);
        var environment = (await File.ReadAllTextAsync($"/proc/{process}/environ")).Split('\0').Select(each => each.Split('=')[0]).ToList();
        Assert.Contains("DOTNET_GCHeapHardLimit", environment);
        Assert.DoesNotContain(environment, each => each.Contains("AUDIENCES", StringComparison.Ordinal) || each.Contains("ConnectionStrings", StringComparison.Ordinal));
        await plugins.Load("""{ "plugins": [] }""");
        Assert.ThrowsAny<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(process));
    }

    [Theory]
    [InlineData("LaterSdk", "NotSupported: It was built against Audiences.Sdk 0.9.0")]
    [InlineData("OwnSdk", "Active: It brings a copy of Audiences.Sdk.dll")]
    public async Task States_are_those_of_the_servers_own_process(string project, string said)
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add(project, "it", isolation: "process");
        await plugins.Load();
        Assert.StartsWith(said, plugins.Said("it"), StringComparison.Ordinal);
    }

    /// <summary>Also of one that is being started, which takes its time on a busy machine.</summary>
    private static async Task<int> ProcessOf(PluginsUnderTest plugins)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
            try
            {
                var page = await plugins.Open("process-id").Read(null, 1, CancellationToken.None);
                return int.Parse(Assert.Single(page.Contacts).ExternalId!, CultureInfo.InvariantCulture);
            }
            catch (ConnectorCallFailed failed) when (failed.MayPass)
            {
                Assert.False(limit.IsCancellationRequested, failed.Message);
            }
    }

    private static async Task<PluginsUnderTest> Misbehaving(int seconds = 30)
    {
        var plugins = new PluginsUnderTest();
        plugins.Add("Misbehaving", settings: new JsonObject { ["timeoutSeconds"] = seconds, ["parallelCalls"] = 2, ["memoryMegabytes"] = 64 }, isolation: "process");
        plugins.Add("Steady");
        await plugins.Load();
        Assert.Equal("Active: ", plugins.Said("misbehaving"));
        return plugins;
    }
}
