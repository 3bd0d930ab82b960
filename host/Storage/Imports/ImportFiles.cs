using System.Buffers;
using Contacts.Stored;
using Contracts;

namespace Host.Storage.Imports;

/// <summary>Files in the folder <c>imports</c> of the data folder, named by their import.</summary>
/// <param name="create">Opens a new file for writing; tests give one on a disk that is full.</param>
internal sealed class ImportFiles(string dataFolder, long largest, Func<string, FileStream> create) : IImportFiles
{
    const int BufferSize = 128 * 1024;

    readonly string folder = FolderIn(dataFolder);

    public ImportFiles(string dataFolder, long largest)
        : this(dataFolder, largest, path => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)) { }

    /// <summary>What lies in it and belongs to no import is removed by the next start.</summary>
    public static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "imports");

    public async Task Save(string id, Stream content, CancellationToken cancel)
    {
        try
        {
            await using var file = Create(id);
            await Copy(content, file, cancel);
            Sync(file);
        }
        catch (Exception failure)
        {
            RemoveIfPossible(id);
            if (failure is WriteFailedException { InnerException: { } cause }) throw Refuse(cause);
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

    // What is left is removed by the next start; the sender hears why the file could not be kept.
    void RemoveIfPossible(string id)
    {
        try
        {
            Remove(id);
        }
        catch (Exception failure) when (IsDisk(failure)) { }
    }

    FileStream Create(string id)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return create(PathOf(id));
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            throw new WriteFailedException(failure);
        }
    }

    void Sync(FileStream file)
    {
        try
        {
            file.Flush(flushToDisk: true);
            FolderSync.Of(folder);
            FolderSync.Of(dataFolder);
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            throw new WriteFailedException(failure);
        }
    }

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
        catch (Exception failure) when (IsDisk(failure))
        {
            throw new WriteFailedException(failure);
        }
    }

    static bool IsDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    static Refusal Refuse(Exception failure) => DiskFull.Is(failure)
        ? DiskFull.Refusal()
        : new(503, "disk-failed", "The file could not be written to the data folder. The operator finds out why; send it again later.") { RetryAfter = 60 };

    sealed class WriteFailedException(Exception cause) : Exception("The file could not be written.", cause);
}
