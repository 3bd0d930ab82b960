using System.Buffers;
using Contacts.Stored;
using Contracts;

namespace Host.Storage.Imports;

/// <summary>Files in the folder <c>imports</c> of the data folder, named by their import.</summary>
/// <param name="create">Opens a new file for writing; tests give one on a disk that is full.</param>
internal sealed class ImportFiles(string dataFolder, long largest, Func<string, FileStream> create) : IImportFiles
{
    const int BufferSize = 128 * 1024;

    readonly string folder = Path.Combine(dataFolder, "imports");

    public ImportFiles(string dataFolder, long largest)
        : this(dataFolder, largest, path => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)) { }

    public async Task Save(string id, Stream content, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await using var file = create(PathOf(id));
            await Copy(content, file, cancel);
            file.Flush(flushToDisk: true);
        }
        catch (Exception failure)
        {
            Remove(id);
            if (failure is WriteFailedException or UnauthorizedAccessException) throw Refuse(failure.InnerException ?? failure);
            throw;
        }
    }

    public Stream? Open(string id)
    {
        try
        {
            return new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Remove(string id)
    {
        if (File.Exists(PathOf(id))) File.Delete(PathOf(id));
    }

    public IReadOnlyList<string> All() => Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path))] : [];

    string PathOf(string id) => Path.Combine(folder, id);

    async Task Copy(Stream content, FileStream file, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var taken = 0L;
            while (await content.ReadAsync(buffer.AsMemory(), cancel) is var read and > 0)
            {
                if ((taken += read) > largest)
                    throw new Refusal(413, "too-large", $"The file is larger than {largest:N0} bytes. Split it, or raise the setting Imports__LargestFile.");
                await Write(file, buffer.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Apart from reading: what the sender's connection does is not the disk's fault.
    static async Task Write(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await file.WriteAsync(bytes, cancel);
        }
        catch (IOException failure)
        {
            throw new WriteFailedException(failure);
        }
    }

    static Refusal Refuse(Exception failure) => DiskFull.Is(failure)
        ? DiskFull.Refusal()
        : new(503, "disk-failed", "The file could not be written to the data folder. The operator finds out why; send it again later.") { RetryAfter = 60 };

    sealed class WriteFailedException(IOException cause) : Exception("The file could not be written.", cause);
}
