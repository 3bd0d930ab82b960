namespace Host.Plugins.Manifest;

/// <summary>Paths in plugins.json stay below the plugins folder, whatever they say.</summary>
internal static class PluginPath
{
    /// <summary>Why this can be no path of an assembly; null when it can.</summary>
    public static string? Objection(string path)
    {
        if (path.Any(char.IsControl)) return "holds a control character";
        if (path.Contains('\\', StringComparison.Ordinal)) return "is parted by /, not by \\";
        if (path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal)) return "is relative to the plugins folder: acme/Acme.dll";
        var parts = path.Split('/');
        if (parts.Any(part => part is "" or "." or "..")) return "goes straight down from the plugins folder, without . or ..";
        if (parts.Length < 2) return "lies in a folder of its own: acme/Acme.dll";
        return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? null : "ends in .dll";
    }

    /// <summary>The assembly's place. Links are refused: they would lead wherever whoever made them wants.</summary>
    /// <exception cref="PluginRefused"/>
    public static string Resolve(string folder, string assembly)
    {
        var place = Path.GetFullPath(folder);
        foreach (var part in assembly.Split('/'))
        {
            place = Path.Combine(place, part);
            RefuseLink(place, assembly);
        }
        return File.Exists(place) ? place : throw new PluginRefused($"There is no {assembly} in the plugins folder, {Path.GetFullPath(folder)}: put the plugin's folder there and reload.");
    }

    /// <exception cref="PluginRefused"/>
    public static void RefuseLink(string place, string name)
    {
        // Also true of a link that leads nowhere; false of what is not there.
        if (new FileInfo(place) is { LinkTarget: not null })
            throw new PluginRefused($"{name} is, or lies behind, a symbolic link: put the files themselves into the plugins folder.");
    }
}
