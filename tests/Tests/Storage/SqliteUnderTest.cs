using Host.Storage;
using Host.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Storage;

sealed class SqliteUnderTest(WriterOptions? options) : StoreUnderTest
{
    readonly string folder = Directory.CreateTempSubdirectory("audiences-store-").FullName;

    public override byte[] OnDisk() => [.. Directory.GetFiles(folder).Order().SelectMany(Read)];

    /// <summary>The files as they lie on the disk now: what a process that is killed leaves behind.</summary>
    public SqliteUnderTest Left()
    {
        var left = new SqliteUnderTest(options);
        foreach (var file in Directory.GetFiles(folder).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            File.WriteAllBytes(Path.Combine(left.folder, Path.GetFileName(file)), Read(file));
        return left;
    }

    protected override void Register(IServiceCollection collection)
    {
        collection.AddSqliteStorage(folder);
        if (options is not null) collection.AddSingleton<Database>(_ => new SqliteDatabase(folder, options));
    }

    protected override void Remove() => Directory.Delete(folder, recursive: true);

    static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
