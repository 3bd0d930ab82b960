using Contracts;
using Host.Storage.Imports;
using Tests.Support;

namespace Tests.Storage;

/// <summary>Files that wait to be taken in.</summary>
public sealed class ImportFilesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_kept_until_it_is_removed()
    {
        var files = new ImportFiles(folder.Path, 5);
        Assert.Empty(files.All());
        await files.Save("a", new MemoryStream([1, 2, 3, 4, 5]), default);
        Assert.Equal(["a"], files.All());
        using (var file = files.Open("a")!) Assert.Equal(5, file.Length);
        files.Remove("a");
        files.Remove("a");
        Assert.Null(files.Open("a"));
    }

    [Fact]
    public async Task One_that_is_too_large_is_refused_and_leaves_nothing()
    {
        var files = new ImportFiles(folder.Path, 5);
        Assert.Equal(413, (await Assert.ThrowsAsync<Refusal>(() => files.Save("a", new MemoryStream(new byte[6]), default))).Status);
        Assert.Empty(files.All());
    }

    [Fact]
    public async Task A_full_disk_is_said_so_and_leaves_nothing()
    {
        // Linux has a file that is always full; beside it lies what the disk would have taken in part.
        var files = new ImportFiles(folder.Path, long.MaxValue, path =>
        {
            File.WriteAllText(path, "part");
            return new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        });
        var refusal = await Assert.ThrowsAsync<Refusal>(() => files.Save("a", new MemoryStream(new byte[6]), default));
        Assert.Equal((507, "disk-full"), (refusal.Status, refusal.Type));
        Assert.Empty(files.All());
    }

    [Theory]
    [InlineData(28, 507, "disk-full")]
    [InlineData(5, 503, "disk-failed")]
    public async Task A_disk_that_fails_while_a_file_is_made_or_made_safe_is_said_so_and_leaves_nothing(int number, int status, string type)
    {
        foreach (var create in (Func<string, FileStream>[])[_ => throw new IOException("made", number), path => new Unsafe(path, number)])
        {
            var files = new ImportFiles(folder.Path, long.MaxValue, create);
            var refusal = await Assert.ThrowsAsync<Refusal>(() => files.Save("a", new MemoryStream(new byte[6]), default));
            Assert.Equal((status, type), (refusal.Status, refusal.Type));
            Assert.Empty(files.All());
        }
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be_is_a_failing_disk()
    {
        await File.WriteAllTextAsync(folder.File("imports"), "");
        var files = new ImportFiles(folder.Path, long.MaxValue);
        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(() => files.Save("a", new MemoryStream(new byte[6]), default))).Status);
    }

    [Fact]
    public async Task A_folder_that_is_gone_before_the_file_is_safe_is_a_failing_disk()
    {
        var files = new ImportFiles(folder.File("data"), long.MaxValue, path =>
        {
            var file = new FileStream(path, FileMode.CreateNew);
            Directory.Delete(folder.File("data"), recursive: true);
            return file;
        });
        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(() => files.Save("a", new MemoryStream(new byte[6]), default))).Status);
    }

    [Fact]
    public async Task A_sender_who_goes_away_leaves_nothing()
    {
        var files = new ImportFiles(folder.Path, long.MaxValue);
        await Assert.ThrowsAsync<IOException>(() => files.Save("a", new CutOff(), default));
        Assert.Empty(files.All());
    }

    private sealed class Unsafe(string path, int number) : FileStream(path, FileMode.CreateNew)
    {
        public override void Flush(bool flushToDisk) => throw new IOException("flushed", number);
    }

    private sealed class CutOff : MemoryStream
    {
        private int reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            reads++ == 0 ? ValueTask.FromResult(3) : throw new IOException("gone");
    }
}
