using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Host.Plugins;

namespace Tests.Plugins;

/// <summary>Each state, and its reason.</summary>
public class PluginLoaderTests
{
    [Fact]
    public async Task A_plugin_is_active_and_shows_what_it_declares()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        await plugins.Load();
        var (plugin, connector) = (plugins.Of("steady"), Assert.Single(plugins.Catalogue.Connectors));
        Assert.Equal((PluginState.Active, null), plugin.Now);
        Assert.Equal("0.1.1", plugin.Report.SdkVersion);
        Assert.StartsWith("0.1.0", plugin.Report.Version, StringComparison.Ordinal);
        Assert.Equal(("steady", "steady", "Steady"), (connector.Plugin, connector.Id, connector.Name));
        Assert.Equal(Enum.GetValues<ConnectorPort>(), connector.Ports.Order());
        Assert.Equal(["word", "token", "pace", "failures", "address"], connector.Settings.Select(setting => setting.Name));
    }

    [Fact]
    public async Task Letters_of_all_languages_may_stand_in_names()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        Directory.Move(Path.Combine(plugins.Folder, "steady"), Path.Combine(plugins.Folder, "étoile 星"));
        await plugins.Load("""{ "plugins": [ { "id": "steady", "assembly": "étoile 星/Steady.dll" } ] }""");
        Assert.Equal("Active: ", plugins.Said("steady"));
    }

    [Fact]
    public async Task One_that_is_switched_off_is_not_looked_at()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady")["enabled"] = false;
        Directory.Delete(plugins.Folder, recursive: true);
        await plugins.Load();
        Assert.Equal("Disabled: Its entry in plugins.json says \"enabled\": false.", plugins.Said("steady"));
    }

    [Fact]
    public async Task One_that_is_not_there_says_where_it_was_looked_for()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        File.Delete(Path.Combine(plugins.Folder, "steady/Steady.dll"));
        await plugins.Load();
        Assert.Equal(
            $"Malfunctioned: There is no steady/Steady.dll in the plugins folder, {plugins.Folder}: put the plugin's folder there and reload.", plugins.Said("steady"));
    }

    [Fact]
    public async Task One_built_against_another_SDK_is_not_supported()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("LaterSdk", "later");
        await plugins.Load();
        Assert.Equal(
            "NotSupported: It was built against Audiences.Sdk 0.9.0 and this server has 0.1.1: update the server, or build it against 0.1.1.", plugins.Said("later"));
    }

    [Fact]
    public async Task One_that_brings_the_SDK_gets_the_servers()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("OwnSdk", "own");
        await plugins.Load();
        Assert.StartsWith("Active: It brings a copy of Audiences.Sdk.dll, which is left alone", plugins.Said("own"), StringComparison.Ordinal);
        Assert.Empty((await plugins.Open("own-sdk").Read(null, 10, CancellationToken.None)).Contacts);
    }

    [Fact]
    public async Task What_is_no_assembly_says_so()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        await File.WriteAllTextAsync(Path.Combine(plugins.Folder, "steady/Steady.dll"), "no code");
        await plugins.Load();
        Assert.Equal("Malfunctioned: Steady.dll is not a .NET assembly.", plugins.Said("steady"));
    }

    [Fact]
    public async Task An_assembly_without_the_SDK_says_so()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        File.Copy(typeof(Xunit.Assert).Assembly.Location, Path.Combine(plugins.Folder, "steady/Steady.dll"), overwrite: true);
        await plugins.Load();
        Assert.StartsWith("Malfunctioned: Steady.dll does not use Audiences.Sdk", plugins.Said("steady"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_with_one_id_the_first_counts()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        plugins.Add("Misbehaving", "steady");
        await plugins.Load();
        Assert.Equal([PluginState.Active, PluginState.Superseded], plugins.Catalogue.Plugins.Select(plugin => plugin.Now.State));
        Assert.Equal(
            "An earlier entry of plugins.json, steady/Steady.dll, has the same id: that one counts. Give each its own.", plugins.Catalogue.Plugins[1].Now.Reason);
    }

    [Fact]
    public async Task Of_two_with_one_connector_the_first_counts_and_when_it_is_gone_the_other()
    {
        await using var plugins = new PluginsUnderTest();
        var first = plugins.Add("Steady", "one");
        plugins.Add("Steady", "two");
        await plugins.Load();
        Assert.Equal("Active: ", plugins.Said("one"));
        Assert.Equal("Superseded: Its connector \"steady\" is also in the plugin one, which comes earlier in plugins.json: that one counts.", plugins.Said("two"));
        first["enabled"] = false;
        await plugins.Load();
        Assert.Equal("two", Assert.Single(plugins.Catalogue.Connectors).Plugin);
    }

    [Fact]
    public async Task Without_a_pin_nothing_is_loaded_outside_of_development()
    {
        await using var plugins = new PluginsUnderTest { UnpinnedAllowed = false };
        var entry = plugins.Add("Steady");
        await plugins.Load();
        Assert.StartsWith("Malfunctioned: It has no \"sha256\" in plugins.json", plugins.Said("steady"), StringComparison.Ordinal);
        entry["sha256"] = plugins.HashOf("steady/Steady.dll");
        await plugins.Load();
        Assert.Equal("Active: ", plugins.Said("steady"));
    }

    [Fact]
    public async Task One_that_differs_from_its_pin_is_refused_in_development_too()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady")["sha256"] = new string('0', 64);
        await plugins.Load();
        Assert.StartsWith(
            $"Malfunctioned: Steady.dll has the SHA-256 {plugins.HashOf("steady/Steady.dll")}, and plugins.json pins {new string('0', 64)}", plugins.Said("steady"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_beside_a_pinned_assembly_is_pinned_too()
    {
        await using var plugins = new PluginsUnderTest();
        var entry = plugins.Add("OwnSdk", "own");
        entry["sha256"] = plugins.HashOf("own/OwnSdk.dll");
        await plugins.Load();
        Assert.StartsWith("Malfunctioned: Audiences.Sdk.dll, beside OwnSdk.dll, has the SHA-256", plugins.Said("own"), StringComparison.Ordinal);
        entry["dependencies"] = new System.Text.Json.Nodes.JsonObject { ["Audiences.Sdk.dll"] = plugins.HashOf("own/Audiences.Sdk.dll") };
        await plugins.Load();
        Assert.StartsWith("Active", plugins.Said("own"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_not_changed_goes_on_through_a_reload_and_what_has_is_loaded_anew()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        plugins.Add("Misbehaving");
        await plugins.Load();
        var (steady, other) = (plugins.Of("steady"), plugins.Of("misbehaving"));
        await File.WriteAllTextAsync(Path.Combine(plugins.Folder, "misbehaving/data.txt"), "changed");
        var connection = plugins.Open("process-id");
        Assert.Single((await connection.Read(null, 1, CancellationToken.None)).Contacts);
        await plugins.Load();
        Assert.Same(steady, plugins.Of("steady"));
        Assert.NotSame(other, plugins.Of("misbehaving"));
        Assert.Single((await connection.Read(null, 1, CancellationToken.None)).Contacts);
    }

    [Fact]
    public async Task One_that_is_taken_out_leaves_nothing_behind()
    {
        await using var plugins = new PluginsUnderTest();
        var context = await LoadUseAndRemove(plugins);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (context.IsAlive)
        {
            Assert.False(limit.IsCancellationRequested, "The plugin's context is still held.");
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }
        var gone = await Assert.ThrowsAsync<Host.Plugins.Calling.ConnectorCallFailed>(() => plugins.Open("steady").Read(null, 1, CancellationToken.None));
        Assert.Equal("No plugin has a connector \"steady\".", gone.Message);
    }

    [Fact]
    public async Task A_call_under_way_ends_before_its_plugin_is_let_go()
    {
        await using var plugins = new PluginsUnderTest { Policy = PluginsUnderTest.Hurried with { Grace = TimeSpan.FromMinutes(1) } };
        plugins.Add("Misbehaving");
        await plugins.Load();
        var slow = plugins.Open("slow").Read(null, 1, CancellationToken.None);
        var other = plugins.Open("process-id");
        await other.Read(null, 1, CancellationToken.None);
        await plugins.Load("""{ "plugins": [] }""");
        Assert.Single((await slow).Contacts);
        Assert.Empty(Directory.EnumerateDirectories(Assert.Single(Directory.EnumerateDirectories(Path.Combine(plugins.Folder, "../copies")))));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> LoadUseAndRemove(PluginsUnderTest plugins)
    {
        plugins.Add("Steady");
        await plugins.Load();
        var connection = plugins.Open("steady", """{ "word": "w", "token": "wrong" }""");
        Assert.Equal(25, (await connection.Read(null, 100, CancellationToken.None)).Contacts.Count);
        Assert.Equal("The token is not right.", (await connection.Check(CancellationToken.None)).Detail);
        var context = Context();
        await plugins.Load("""{ "plugins": [] }""");
        return context;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Context() => new(AssemblyLoadContext.All.Last(context => context.Name == "plugin steady"));
}
