using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Audiences.Stored;

namespace Host.Storage.Partitions;

internal sealed partial class PartitionStore
{
    const int ChunksInPage = 2;

    // Whoever appends waits behind one chunk at the most, however many are to be saved, and by whom.
    readonly SemaphoreSlim saving = new(1);

    public async IAsyncEnumerable<ContactsChunk> Chunks(string tenant, int partition, [EnumeratorCancellation] CancellationToken cancel)
    {
        var buffers = Enumerable.Repeat<byte[]>([], ChunksInPage).ToArray();
        for (var after = int.MinValue; ;)
        {
            var from = after;
            var page = await database.Read(
                session => ChunkRows.After(session, PartitionRows.Existing(session, tenant, partition).Log, from, buffers), cancel);
            foreach (var (chunk, checksum) in page)
            {
                if (IsSound(chunk.Data.Span, checksum)) yield return chunk;
                else ChunkDamaged(tenant, partition, chunk.Number);
            }
            if (page.Count < ChunksInPage) yield break;
            after = page[^1].Chunk.Number;
        }
    }

    public async Task SaveChunk(string tenant, int partition, long epoch, ContactsChunk chunk, CancellationToken cancel)
    {
        await saving.WaitAsync(cancel);
        try
        {
            var checksum = SHA256.HashData(chunk.Data.Span);
            await database.Write(
                session =>
                {
                    var head = PartitionRows.Existing(session, tenant, partition);
                    if (head.Epoch == epoch) ChunkRows.Replace(session, head.Log, chunk, checksum);
                    return true;
                },
                cancel, chunk.Data.Length);
        }
        finally
        {
            saving.Release();
        }
    }

    public Task RenewChunks(
        string tenant, int partition, long epoch, ImmutableArray<int> numbers, long position, CancellationToken cancel) => database.Write(
            session =>
            {
                var head = PartitionRows.Existing(session, tenant, partition);
                if (head.Epoch != epoch) return false;
                foreach (var number in numbers) ChunkRows.Renew(session, head.Log, number, position);
                return true;
            },
            cancel);

    [LoggerMessage(2, LogLevel.Warning, "Chunk {Chunk} of partition {Partition} of {Tenant} is damaged and is not used; its contacts are read from their rows instead.")]
    partial void ChunkDamaged(string tenant, int partition, int chunk);
}
