using System.Security.Cryptography;
using Host.Plugins.Manifest;

namespace Host.Plugins.Loading;

/// <summary>A plugin's files as they were when they were read, laid where only the server writes.</summary>
/// <param name="Folder">The copy.</param>
/// <param name="Assembly">The plugin's assembly, relative to the folder.</param>
/// <param name="Hashes">SHA-256 by path relative to the folder.</param>
internal sealed record PluginCopy(string Folder, string Assembly, IReadOnlyDictionary<string, string> Hashes)
{
    private const int MostFiles = 2_000;
    private const long MostBytes = 256L << 20;

    private static readonly string[] Code = [".dll", ".exe", ".so", ".dylib"];

    /// <exception cref="PluginRefused">A file is a link, differs from its pin, or has none and needs one.</exception>
    public static PluginCopy Take(PluginEntry entry, string plugins, string to, bool unpinnedAllowed)
    {
        if (entry.Sha256 is null && !unpinnedAllowed)
            throw new PluginRefused("It has no \"sha256\" in plugins.json, which is needed outside of development: `audiences plugin pin` prints the entry to put there.");
        var assembly = PluginPath.Resolve(plugins, entry.Assembly);
        try
        {
            var copy = new PluginCopy(to, Path.GetFileName(assembly), CopyAll(Path.GetDirectoryName(assembly)!, to));
            if (entry.Sha256 is not null) copy.HoldAgainst(entry);
            return copy;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or PluginRefused)
        {
            Delete(to);
            throw problem as PluginRefused ?? new PluginRefused($"Its files cannot be read: {problem.Message}");
        }
    }

    /// <summary>When nothing is loaded from it any more.</summary>
    public void Delete() => Delete(Folder);

    /// <summary>The file, if it is still the one that was copied: what is loaded is what was held against the pins.</summary>
    public byte[] Read(string file)
    {
        if (!IsCode(file)) throw new PluginRefused($"{file} is to be loaded and is not named as code is.");
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        return Hashes.GetValueOrDefault(file) == HashOf(bytes) ? bytes : throw new PluginRefused($"{file} was changed after it was copied.");
    }

    /// <summary>Differs when any file does.</summary>
    public string Fingerprint => string.Join('\n', Hashes.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} {each.Value}"));

    /// <summary>The other code beside the assembly, which its pin says nothing of.</summary>
    public IEnumerable<KeyValuePair<string, string>> Dependencies =>
        Hashes.Where(each => each.Key != Assembly && IsCode(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal);

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // Also libicu.so.72.
    private static bool IsCode(string file) =>
        Code.Contains(Path.GetExtension(file).ToLowerInvariant()) || Path.GetFileName(file).Contains(".so.", StringComparison.OrdinalIgnoreCase);

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // The next start takes it away.
        }
    }

    private void HoldAgainst(PluginEntry entry)
    {
        if (Hashes[Assembly] != entry.Sha256)
            throw new PluginRefused($"{Assembly} has the SHA-256 {Hashes[Assembly]}, and plugins.json pins {entry.Sha256}: it is not the file that was meant. If it is an update that you trust, pin it anew (`audiences plugin pin`).");
        foreach (var (file, hash) in Dependencies)
            if (entry.Dependencies.GetValueOrDefault(file) != hash)
                throw new PluginRefused($"{file}, beside {Assembly}, has the SHA-256 {hash}, and \"dependencies\" in plugins.json {(entry.Dependencies.TryGetValue(file, out var pin) ? $"pins {pin}" : "does not pin it")}: `audiences plugin pin` prints the entry.");
    }

    private static Dictionary<string, string> CopyAll(string from, string to)
    {
        var hashes = new Dictionary<string, string>();
        var left = MostBytes;
        foreach (var file in FilesBelow(from, from))
        {
            if (hashes.Count == MostFiles) throw new PluginRefused($"Its folder has more than {MostFiles} files.");
            var name = Path.GetRelativePath(from, file).Replace('\\', '/');
            if ((left -= new FileInfo(file).Length) < 0) throw new PluginRefused($"Its folder has more than {MostBytes >> 20} MB.");
            var bytes = File.ReadAllBytes(file);
            var target = Path.Combine(to, name);
            MakeOwn(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, bytes);
            hashes[name] = HashOf(bytes);
        }
        return hashes;
    }

    private static IEnumerable<string> FilesBelow(string folder, string root)
    {
        foreach (var place in Directory.EnumerateFileSystemEntries(folder))
        {
            PluginPath.RefuseLink(place, Path.GetRelativePath(root, place));
            if (!Directory.Exists(place)) yield return place;
            else foreach (var file in FilesBelow(place, root)) yield return file;
        }
    }

    private static void MakeOwn(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
