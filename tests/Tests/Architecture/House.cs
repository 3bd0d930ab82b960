using System.Reflection;

namespace Tests.Architecture;

/// <summary>The assemblies and sources that the rules are asked of.</summary>
internal static class House
{
    public static readonly string Root = FindRoot();

    public const string Contracts = "Modules.Contracts";
    public const string Server = "audiences";

    /// <summary>Every module except contracts.</summary>
    public static IEnumerable<string> Modules =>
        Built("Modules.*.dll").Where(name => name != Contracts);

    public static IEnumerable<string> Plugins => Built("Plugins.*.dll");

    /// <summary>All code of the product that runs in the server's process, except the grain engine.</summary>
    public static IEnumerable<string> All => [.. Modules, Contracts, Server];

    public static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");

    public static Assembly Load(string assembly) => Assembly.Load(assembly);

    /// <summary>C# files under a folder of the repository, without what builds leave there: (path from the root, text).</summary>
    public static IEnumerable<(string Path, string Text)> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Select(path => (path, File.ReadAllText(Path.Combine(Root, path))));

    /// <summary>Fails with one violation a line.</summary>
    public static void Clean(IEnumerable<string> violations)
    {
        var found = violations.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found.Prepend("The architecture is broken:")));
    }

    private static IEnumerable<string> Built(string pattern) =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, pattern).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Audiences.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
