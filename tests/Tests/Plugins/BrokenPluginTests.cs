using System.Text.Json.Nodes;
using Host.Plugins;
using Host.Plugins.Calling;

namespace Tests.Plugins;

/// <summary>Plugins that misbehave in the server's process: what it can bear there.</summary>
public class BrokenPluginTests
{
    private static readonly JsonObject ShortTime = new() { ["timeoutSeconds"] = 1, ["parallelCalls"] = 2 };

    [Fact]
    public async Task One_that_throws_in_its_constructor_is_switched_off_and_its_message_is_not_told()
    {
        await using var plugins = await Misbehaving();
        for (var call = 0; call < 5; call++)
        {
            var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("throwing").Read(null, 1, CancellationToken.None));
            Assert.Equal((CallFailure.Defect, "The plugin misbehaving is broken: System.InvalidOperationException at Misbehaving.Throwing..ctor()."), (failed.Failure, failed.Message));
        }
        Assert.StartsWith(
            "Malfunctioned: It was switched off after 5 defects within 10 min. The last one: System.InvalidOperationException at Misbehaving.Throwing..ctor().",
            plugins.Said("misbehaving"), StringComparison.Ordinal);
        var off = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("process-id").Read(null, 1, CancellationToken.None));
        Assert.StartsWith("The plugin misbehaving is Malfunctioned: It was switched off", off.Message, StringComparison.Ordinal);
        await plugins.Load();
        Assert.Equal("Active: ", plugins.Said("misbehaving"));
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("blocking")]
    public async Task One_that_hangs_ends_for_its_caller_and_is_switched_off_when_all_its_places_hang(string connector)
    {
        await using var plugins = await Misbehaving();
        var hanging = Enumerable.Range(0, 2).Select(_ => Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open(connector).Read(null, 1, CancellationToken.None)));
        var steady = plugins.Open("steady", """{ "word": "w", "token": "right" }""");
        Assert.Equal(3, (await steady.Read(null, 3, CancellationToken.None)).Contacts.Count);
        Assert.All(await Task.WhenAll(hanging), failed => Assert.Equal(
            (CallFailure.TimedOut, $"The connector {connector} did not answer within 1 s."), (failed.Failure, failed.Message)));
        Assert.StartsWith("Malfunctioned: All 2 calls that it may run at once hang", plugins.Said("misbehaving"), StringComparison.Ordinal);
        Assert.Equal(3, (await steady.Read(null, 3, CancellationToken.None)).Contacts.Count);
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_a_plugin_has_places()
    {
        await using var plugins = await Misbehaving();
        using var cancel = new CancellationTokenSource();
        var held = Enumerable.Range(0, 2).Select(_ => Assert.ThrowsAnyAsync<Exception>(() => plugins.Open("waiting").Read(null, 1, cancel.Token))).ToList();
        var busy = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("process-id").Read(null, 1, CancellationToken.None));
        Assert.Equal((CallFailure.Busy, "All 2 places of the plugin misbehaving are taken."), (busy.Failure, busy.Message));
        await cancel.CancelAsync();
        Assert.All(await Task.WhenAll(held), ended => Assert.IsAssignableFrom<OperationCanceledException>(ended));
    }

    [Fact]
    public async Task An_answer_that_the_SDK_does_not_allow_is_a_defect()
    {
        await using var plugins = await Misbehaving();
        var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("promising").Read(null, 7, CancellationToken.None));
        Assert.Equal("The plugin misbehaving is broken: ReadAsync answered 8 contacts where 7 were asked for.", failed.Message);
    }

    [Fact]
    public async Task What_a_connector_cannot_do_is_the_admins_to_mend()
    {
        await using var plugins = await Misbehaving();
        var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => plugins.Open("process-id").Poll("r", CancellationToken.None));
        Assert.Equal((CallFailure.Misconfigured, "This connector cannot do that."), (failed.Failure, failed.Message));
    }

    private static async Task<PluginsUnderTest> Misbehaving()
    {
        var plugins = new PluginsUnderTest();
        plugins.Add("Misbehaving", settings: (JsonObject)ShortTime.DeepClone());
        plugins.Add("Steady");
        await plugins.Load();
        Assert.Equal(PluginState.Active, plugins.Of("misbehaving").Now.State);
        return plugins;
    }
}
