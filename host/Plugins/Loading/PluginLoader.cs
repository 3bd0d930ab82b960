using Host.Plugins.Calling;
using Host.Plugins.Isolation;
using Host.Plugins.Manifest;

namespace Host.Plugins.Loading;

/// <summary>From plugins.json to plugins, each with its state. Nothing that is wrong with one of them stops the others.</summary>
internal sealed class PluginLoader(PluginOptions options, ConnectorHttp http, CallPolicy policy, PluginMeters meters, TimeProvider machine)
{
    private readonly string session = Path.Combine(options.Copies, Guid.NewGuid().ToString("N"));
    private int copies;

    public string ManifestPath => options.Manifest;

    /// <summary>Takes away what an earlier process left.</summary>
    public void Clean()
    {
        try
        {
            if (Directory.Exists(options.Copies)) Directory.Delete(options.Copies, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The copies of this process lie in a folder of their own, so old ones only take room.
        }
    }

    /// <param name="old">Of these stay those that still are what they were.</param>
    public async Task<(PluginManifest Manifest, IReadOnlyList<Plugin> Plugins)> Load(IReadOnlyList<Plugin> old, CancellationToken cancel)
    {
        var manifest = PluginManifest.Read(options.Manifest);
        var firsts = manifest.Lines.Where(line => line.Entry is { Enabled: true }).GroupBy(line => line.Entry!.Id).ToDictionary(group => group.Key, group => group.First());
        var loaded = await Task.WhenAll(manifest.Lines.Select(line => Load(line, firsts, old, cancel)));
        return (manifest, Supersede(loaded));
    }

    private async Task<Plugin> Load(ManifestLine line, Dictionary<string, ManifestLine> firsts, IReadOnlyList<Plugin> old, CancellationToken cancel)
    {
        if (line.Entry is not { } entry) return Plugin.Without(null, line.Name!, PluginState.Malfunctioned, line.Problem!);
        if (!entry.Enabled) return Plugin.Without(entry, entry.Id, PluginState.Disabled, "Its entry in plugins.json says \"enabled\": false.");
        if (firsts[entry.Id] != line)
            return Plugin.Without(entry, entry.Id, PluginState.Superseded, $"An earlier entry of plugins.json, {firsts[entry.Id].Entry!.Assembly}, has the same id: that one counts. Give each its own.");
        try
        {
            var copy = PluginCopy.Take(entry, options.Folder, Path.Combine(session, $"{Interlocked.Increment(ref copies)}"), options.UnpinnedAllowed);
            if (old.FirstOrDefault(each => each.IsStill(entry, copy.Fingerprint)) is not { } still) return await Load(entry, copy, cancel);
            copy.Delete();
            return still;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // Whatever it is, the server starts.
            var refused = problem as PluginRefused ?? new PluginRefused($"It cannot be loaded: {problem.Message}");
            return Plugin.Without(entry, entry.Id, refused.State, refused.Message);
        }
    }

    private async Task<Plugin> Load(PluginEntry entry, PluginCopy copy, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        IPluginRoom room = entry.Isolation == Manifest.Isolation.Process
            ? await ProcessRoom.Start(entry, copy, http, policy, machine)
            : LoadedPlugin.Load(entry.Id, copy, entry.Limits.ParallelCalls, http, machine);
        var plugin = Plugin.In(entry, room, copy, policy, meters, machine);
        if (room.Report.State != PluginState.Active) await plugin.End(room.Report.State, room.Report.Reason!);
        return plugin;
    }

    /// <summary>A connector has one plugin: the first that is active.</summary>
    private static Plugin[] Supersede(Plugin[] loaded)
    {
        var taken = new Dictionary<string, Plugin>();
        foreach (var plugin in loaded.Where(plugin => plugin.Now.State == PluginState.Active))
            if (plugin.Report.Connectors.FirstOrDefault(each => taken.ContainsKey(each.Id)) is { } twice)
                _ = plugin.End(PluginState.Superseded, $"Its connector \"{twice.Id}\" is also in the plugin {taken[twice.Id].Id}, which comes earlier in plugins.json: that one counts.");
            else
                foreach (var connector in plugin.Report.Connectors) taken[connector.Id] = plugin;
        return loaded;
    }
}
