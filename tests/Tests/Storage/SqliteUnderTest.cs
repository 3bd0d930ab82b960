using Host.Storage;
using Host.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Storage;

sealed class SqliteUnderTest(WriterOptions? options) : StoreUnderTest
{
    readonly string folder = Directory.CreateTempSubdirectory("audiences-store-").FullName;

    public override byte[] OnDisk() => [.. Directory.GetFiles(folder).Order().SelectMany(Read)];

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
