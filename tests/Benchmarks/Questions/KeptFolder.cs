using System.CommandLine;

namespace Benchmarks.Questions;

/// <summary>A folder for what takes long to make: what is complete there is not made again.</summary>
internal sealed class KeptFolder : IDisposable
{
    private readonly bool isKept;

    /// <param name="path">Null: a new one, which goes with this object.</param>
    public KeptFolder(string? path)
    {
        isKept = path is not null;
        Path = path is null ? Directory.CreateTempSubdirectory("audiences-questions-").FullName : Directory.CreateDirectory(path).FullName;
        // PostgreSQL's user has to get to its own below.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.OtherExecute);
    }

    public static Option<string?> Option() => new("--keep") { Description = "A folder in which what is filled stays for the next run" };

    public string Path { get; }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a file or folder, unless it is there and complete.</summary>
    /// <param name="of">What it is made of; one made of something else is an error.</param>
    /// <returns>Where it is.</returns>
    public async Task<string> Once(string name, string of, Func<string, Task> make)
    {
        var (path, note) = (In(name), In($"{name}.made"));
        if (File.Exists(note))
            return File.ReadAllText(note) is var made && made == of
                ? path
                : throw new InvalidOperationException($"{Path} holds {made}, not {of}. Give another folder, or delete this one.");
        Delete(path);
        await make(path);
        await File.WriteAllTextAsync(note, of);
        return path;
    }

    /// <summary>A copy to change, beside the one that stays.</summary>
    public string Copy(string folder)
    {
        if (!isKept) return folder;
        var copy = $"{folder}.copy";
        Delete(copy);
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    public void Dispose()
    {
        if (!isKept) Directory.Delete(Path, recursive: true);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        File.Delete(path);
    }
}
