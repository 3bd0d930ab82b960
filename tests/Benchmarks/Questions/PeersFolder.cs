namespace Benchmarks.Questions;

/// <summary>The source folder <c>peers</c>, in which npm's packages lie too.</summary>
internal static class PeersFolder
{
    public static readonly string Path = Find(AppContext.BaseDirectory);

    private static string Find(string? from)
    {
        for (; from is not null; from = System.IO.Path.GetDirectoryName(from))
            if (System.IO.Path.Combine(from, "peers") is var folder && File.Exists(System.IO.Path.Combine(folder, "questions.md")))
                return folder;
        throw new DirectoryNotFoundException("tests/Benchmarks/peers is in no folder above the built program; run it where it was built.");
    }
}
