using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>
/// Saves the chunks of the partitions of a process in which much has changed, one at a time, each as of the position at which it is read. Memory is read in
/// one piece a chunk; commits go on while one is written.
/// </summary>
internal sealed class ChunkSaving(IPartitionStore store) : IDisposable
{
    private readonly SemaphoreSlim _free = new(1);
    private readonly ChunkBuffers _buffers = new();

    /// <param name="most">So many at the most.</param>
    /// <param name="all">Also those that have changed little, and to the last position.</param>
    public async Task Save(PartitionMemory memory, int most, bool all)
    {
        foreach (var chunk in memory.Chunks.Stale(memory.NextSlot, memory.Position, all).Take(most))
            await Save(memory, chunk);
        var (position, steady) = (memory.Position, memory.Chunks.Steady(memory.NextSlot, memory.Position, all));
        if (!steady.Any())
            return;
        // Noted before it is so: what changes meanwhile is a change again.
        foreach (var chunk in steady)
            memory.Chunks.Taken(chunk, position);
        await store.RenewChunks(memory.Tenant, memory.Number, memory.Epoch, [.. steady], position, CancellationToken.None);
    }

    public void Dispose() => _free.Dispose();

    private async Task Save(PartitionMemory memory, int chunk)
    {
        await _free.WaitAsync();
        try
        {
            ChunkCodec.Write(memory, chunk, _buffers);
            await Save(memory, new ContactsChunk(chunk, memory.Position, _buffers.Whole.WrittenMemory), memory.Names.Count);
        }
        finally
        {
            _buffers.Wipe();
            _free.Release();
        }
    }

    /// <param name="names">Of the partition as it was written.</param>
    private async Task Save(PartitionMemory memory, ContactsChunk chunk, int names)
    {
        memory.Chunks.Taken(chunk.Number, chunk.Position);
        try
        {
            if (names > memory.Chunks.Names)
            {
                // Before whoever refers to them.
                var written = ChunkCodec.WriteNames(memory.Names);
                await store.SaveChunk(memory.Tenant, memory.Number, memory.Epoch, new(ContactsChunk.Names, chunk.Position, written), CancellationToken.None);
                memory.Chunks.Names = names;
            }
            await store.SaveChunk(memory.Tenant, memory.Number, memory.Epoch, chunk, CancellationToken.None);
        }
        catch
        {
            memory.Chunks.Lost(chunk.Number);
            throw;
        }
    }
}
