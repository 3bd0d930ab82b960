using System.Globalization;
using System.Text.Json.Nodes;
using Tests.Plugins;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>The real server over plugins folders as they come.</summary>
public sealed class PluginTests
{
    [Fact]
    public async Task Whatever_plugins_json_says_the_server_starts_and_says_what_is_wrong()
    {
        await using var plugins = new PluginsUnderTest();
        await File.WriteAllTextAsync(plugins.Manifest, "{ \"plugins\": [");
        await using var server = await Start(plugins);
        var shown = (await server.Client().Get("/v1/plugins")).Is(200).Json;
        Assert.Empty(shown["items"]!.AsArray());
        Assert.Equal(plugins.Manifest, shown["manifest"].Text());
        Assert.StartsWith("plugins.json cannot be read, so no plugin is loaded:", shown["problem"].Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manifest_is_found_in_the_data_folder_and_the_plugins_beside_it()
    {
        using var data = new TempFolder();
        await using var plugins = new PluginsUnderTest();
        plugins.Lay("Steady", "steady");
        Directory.Move(plugins.Folder, data.File("plugins"));
        await File.WriteAllTextAsync(data.File("plugins.json"), """{ "plugins": [ { "id": "steady", "assembly": "steady/Steady.dll" } ] }""");
        await using var server = await ServerProcess.Start(new() { Data = data.Path, Settings = new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Development" } });
        var plugin = Assert.Single((await server.Client().Get("/v1/plugins")).Is(200).Json["items"]!.AsArray())!;
        Assert.Equal("active", plugin["state"].Text());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plugins_process_goes_with_the_server(bool killed)
    {
        await using var plugins = new PluginsUnderTest();
        var entry = new JsonObject { ["id"] = "steady", ["assembly"] = "steady/Steady.dll", ["isolation"] = "process" };
        plugins.Lay("Steady", "steady");
        entry["sha256"] = plugins.HashOf("steady/Steady.dll");
        await File.WriteAllTextAsync(plugins.Manifest, new JsonObject { ["plugins"] = new JsonArray(entry) }.ToJsonString());
        await using var server = await Start(plugins);
        var plugin = Assert.Single((await server.Client().Get("/v1/plugins")).Is(200).Json["items"]!.AsArray())!;
        Assert.Equal(("active", "process"), (plugin["state"].Text(), plugin["isolation"].Text()));
        var child = Assert.Single(ChildrenOf(server.Id));
        if (killed) await server.Kill();
        else Assert.Equal(0, await server.Stop());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (IsRunning(child)) await timer.WaitForNextTickAsync(limit.Token);
    }

    private static Task<ServerProcess> Start(PluginsUnderTest plugins) =>
        ServerProcess.Start(new() { Settings = new Dictionary<string, string> { ["Plugins__Manifest"] = plugins.Manifest } });

    private static List<int> ChildrenOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(process => Stat(process) is { } stat && stat.Parent == parent)];

    // One that has ended and that nobody has asked after is a zombie.
    private static bool IsRunning(int process) => Stat(process) is { State: not "Z" };

    private static (string State, int Parent)? Stat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
