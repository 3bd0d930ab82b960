using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>A plugins folder with connectors that come with the server, pinned in a plugins.json as an admin would do it.</summary>
internal sealed class ShippedPlugins : IDisposable
{
    private readonly TempFolder folder = new();

    /// <param name="plugins">Folders of plugins/, with the assembly of each.</param>
    public ShippedPlugins(string isolation, params (string Folder, string Assembly)[] plugins)
    {
        var entries = new JsonArray();
        foreach (var (name, assembly) in plugins) entries.Add(Lay(name, assembly, isolation));
        File.WriteAllText(folder.File("plugins.json"), new JsonObject { ["plugins"] = entries }.ToJsonString());
    }

    public static ShippedPlugins Webhook(string isolation = "inProcess") => new(isolation, ("webhook", "Plugins.Webhook"));

    public static ShippedPlugins Email() => new("inProcess", ("email", "Plugins.Email"));

    /// <summary>The same, for a server in this process.</summary>
    public string[] Args => [.. Settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];

    /// <summary>For a server that may send to this machine.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Plugins__Manifest"] = folder.File("plugins.json"),
        ["Plugins__Path"] = folder.File("plugins"),
        ["Egress__Allow__0"] = "127.0.0.0/8",
    };

    public void Dispose() => folder.Dispose();

    private JsonObject Lay(string name, string assembly, string isolation)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var built = Path.Combine(Executable.Root, "plugins", name, "bin", output.Parent!.Parent!.Name, output.Parent!.Name, output.Name);
        var into = Directory.CreateDirectory(Path.Combine(folder.File("plugins"), name)).FullName;
        foreach (var file in Directory.EnumerateFiles(built)) File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(into, $"{assembly}.dll"))));
        return new JsonObject { ["id"] = name, ["assembly"] = $"{name}/{assembly}.dll", ["sha256"] = hash, ["isolation"] = isolation };
    }
}
