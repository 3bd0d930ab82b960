using System.Text.Json.Nodes;
using Host.Egress;
using Host.Plugins;
using Host.Plugins.Calling;
using Host.Plugins.Loading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Host.Commands.Connectors;

/// <summary>A catalogue of one plugin, loaded and called as the server does it, whose traces go with it.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("audiences-plugin-");
    // Whoever tries his own plugin may let it go anywhere.
    private readonly ConnectorHttp http;
    private readonly PluginMeters meters = new();

    private Trial(string assembly, bool apart, TimeProvider machine)
    {
        http = ConnectorHttp.Under(new("0.0.0.0/0", "::/0"), new NoJournal(), machine);
        var manifest = Path.Combine(folder.FullName, "plugins.json");
        var entry = new JsonObject { ["id"] = "trial", ["assembly"] = PathOf(assembly), ["isolation"] = apart ? "process" : "inProcess" };
        File.WriteAllText(manifest, new JsonObject { ["plugins"] = new JsonArray(entry) }.ToJsonString());
        var options = new PluginOptions(manifest, Path.GetDirectoryName(Path.GetDirectoryName(assembly))!, Path.Combine(folder.FullName, "copies"), UnpinnedAllowed: true);
        var policy = new CallPolicy();
        Catalogue = new(new PluginLoader(options, http, policy, meters, machine), policy, machine, NullLogger<ConnectorCatalogue>.Instance);
    }

    public ConnectorCatalogue Catalogue { get; }

    public static async Task<Trial> Load(string assembly, bool apart, TimeProvider machine, CancellationToken cancel)
    {
        var trial = new Trial(Found(assembly), apart, machine);
        await trial.Catalogue.Reload(cancel);
        if (trial.Catalogue.Plugins[0].Now is not ({ } state and not PluginState.Active, var reason)) return trial;
        await trial.DisposeAsync();
        throw new CommandError($"{state}: {reason}");
    }

    /// <exception cref="CommandError">There is none; the message says what to do.</exception>
    public static string Found(string assembly)
    {
        var path = Path.GetFullPath(assembly);
        if (!File.Exists(path)) throw new CommandError($"There is no {path}. Name the dll that the plugin was built into.");
        return Path.GetDirectoryName(Path.GetDirectoryName(path)) is not null ? path : throw new CommandError("The plugin's dll lies in a folder of its own.");
    }

    /// <summary>As plugins.json names it.</summary>
    public static string PathOf(string assembly) => $"{Path.GetFileName(Path.GetDirectoryName(assembly))}/{Path.GetFileName(assembly)}";

    public ConnectorInfo Choose(string? id)
    {
        var ids = string.Join(", ", Catalogue.Connectors.Select(each => each.Id));
        if (id is not null) return Catalogue.Connectors.FirstOrDefault(each => each.Id == id) ?? throw new CommandError($"It has no connector {id}; there are {ids}.");
        return Catalogue.Connectors is [var only] ? only : throw new CommandError($"It has several connectors: choose one of {ids} with --connector.");
    }

    public async ValueTask DisposeAsync()
    {
        await Catalogue.Close(CancellationToken.None);
        meters.Dispose();
        http.Dispose();
        folder.Delete(recursive: true);
    }
}
