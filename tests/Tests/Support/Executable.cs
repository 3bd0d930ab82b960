namespace Tests.Support;

/// <summary>Where the built server lies. <c>AUDIENCES_SERVER</c> names another build, e.g. one broken on purpose.</summary>
internal static class Executable
{
    public static string Path { get; } = Find();

    public static string Root { get; } = FindRoot();

    static string Find()
    {
        var named = Environment.GetEnvironmentVariable("AUDIENCES_SERVER");
        if (!string.IsNullOrEmpty(named))
            return File.Exists(named) ? named : throw new FileNotFoundException($"AUDIENCES_SERVER names {named}, which is not there.");
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var (framework, configuration, engine) = (output.Name, output.Parent!.Name, output.Parent!.Parent!.Name);
        string[] candidates =
        [
            System.IO.Path.Combine(FindRoot(), "host", "bin", engine, configuration, framework, "audiences.dll"),
            System.IO.Path.Combine(AppContext.BaseDirectory, "audiences.dll"),
        ];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"No built server; looked at {string.Join(" and ", candidates)}.");
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Audiences.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No Audiences.sln above {AppContext.BaseDirectory}.");
    }
}
