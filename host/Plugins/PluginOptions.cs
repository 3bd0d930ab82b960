using Host.Start;

namespace Host.Plugins;

/// <summary>Where plugins are declared and lie.</summary>
/// <param name="Manifest">Full path of plugins.json; there need not be one.</param>
/// <param name="Folder">What the assemblies' paths are relative to.</param>
/// <param name="Copies">The server's own; emptied at each start.</param>
/// <param name="UnpinnedAllowed">In development.</param>
internal sealed record PluginOptions(string Manifest, string Folder, string Copies, bool UnpinnedAllowed)
{
    /// <summary>
    /// <c>Plugins__Manifest</c>, or the first plugins.json there is: where the server was started, in the data folder, beside the executable. The
    /// plugins folder is <c>Plugins__Path</c>, or <c>plugins</c> beside it.
    /// </summary>
    public static PluginOptions Read(IConfiguration configuration, bool development)
    {
        var data = Settings.FolderOf(configuration);
        var manifest = configuration["Plugins:Manifest"] is { Length: > 0 } named ? Path.GetFullPath(named)
            : new[] { Environment.CurrentDirectory, data, AppContext.BaseDirectory }.Select(folder => Path.Combine(folder, "plugins.json")).FirstOrDefault(File.Exists)
            ?? Path.Combine(data, "plugins.json");
        var folder = configuration["Plugins:Path"] is { Length: > 0 } path ? Path.GetFullPath(path) : Path.Combine(Path.GetDirectoryName(manifest)!, "plugins");
        return new(manifest, folder, Path.Combine(data, "plugin-copies"), development);
    }
}
