using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Host.Egress;
using Host.Plugins;
using Host.Plugins.Calling;
using Host.Plugins.Loading;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>A plugins folder with what a test lays there, and the catalogue over it, in a hurry.</summary>
internal sealed class PluginsUnderTest : IAsyncDisposable
{
    public static readonly CallPolicy Hurried = new()
    {
        Grace = TimeSpan.FromSeconds(0.5), LongestQueue = TimeSpan.FromSeconds(0.2), RetryDelay = TimeSpan.FromMilliseconds(5), Rest = TimeSpan.FromSeconds(30),
        RestartDelay = TimeSpan.FromMilliseconds(20),
    };

    private readonly TempFolder folder = new();
    private readonly ConnectorHttp http = ConnectorHttp.Under(new("127.0.0.0/8", "::1"), new NoJournal(), TimeProvider.System);
    private readonly JsonArray entries = [];
    private ConnectorCatalogue? catalogue;

    public string Folder => folder.File("plugins");

    public string Manifest => folder.File("plugins.json");

    public PluginMeters Meters { get; } = new();

    public CallPolicy Policy { get; init; } = Hurried;

    public bool UnpinnedAllowed { get; init; } = true;

    public ConnectorCatalogue Catalogue => catalogue ??= Make();

    /// <summary>Lays a built plugin into the folder and declares it.</summary>
    public JsonObject Add(string project, string? id = null, JsonObject? settings = null, string? isolation = null)
    {
        id ??= project.ToLowerInvariant();
        Lay(project, id);
        var entry = new JsonObject { ["id"] = id, ["assembly"] = $"{id}/{project}.dll" };
        if (settings is not null) entry["settings"] = settings;
        if (isolation is not null) entry["isolation"] = isolation;
        entries.Add(entry);
        return entry;
    }

    public void Lay(string project, string into)
    {
        var built = BuiltOutput(project);
        Directory.CreateDirectory(Path.Combine(Folder, into));
        foreach (var file in Directory.EnumerateFiles(built)) File.Copy(file, Path.Combine(Folder, into, Path.GetFileName(file)), overwrite: true);
    }

    public static string BuiltOutput(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var place = project == "LaterSdk" ? "LaterSdk/Plugin" : project;
        return Path.Combine(Executable.Root, "tests/BrokenPlugins", place, "bin", output.Parent!.Parent!.Name, output.Parent!.Name, output.Name);
    }

    public string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, file))));

    /// <summary>Writes plugins.json as it stands and reads it.</summary>
    public Task Load() => Load(new JsonObject { ["plugins"] = entries.DeepClone() }.ToJsonString());

    public Task Load(string manifest)
    {
        File.WriteAllText(Manifest, manifest);
        return Catalogue.Reload(CancellationToken.None);
    }

    public Plugin Of(string id) => Catalogue.Plugins.Single(plugin => plugin.Id == id);

    public string Said(string id) => $"{Of(id).Now.State}: {Of(id).Now.Reason}";

    public ConnectorInstance Open(string connector, string settings = "{}")
    {
        using var json = JsonDocument.Parse(settings);
        return Catalogue.Open(connector, json.RootElement);
    }

    public async Task UntilState(string id, PluginState state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Of(id).Now.State != state)
        {
            Assert.False(limit.IsCancellationRequested, Said(id));
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (catalogue is not null) await catalogue.Close(CancellationToken.None);
        Meters.Dispose();
        http.Dispose();
        folder.Dispose();
    }

    private ConnectorCatalogue Make()
    {
        var options = new PluginOptions(Manifest, Folder, folder.File("copies"), UnpinnedAllowed);
        return new(new PluginLoader(options, http, Policy, Meters, TimeProvider.System), Policy, TimeProvider.System, NullLogger<ConnectorCatalogue>.Instance);
    }
}
