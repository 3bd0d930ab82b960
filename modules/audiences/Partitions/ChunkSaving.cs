using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>
/// Saves the chunks of a partition in which much has changed, each as of the position at which it is read. Memory is read in one piece a chunk; commits go on
/// while one is written.
/// </summary>
internal static class ChunkSaving
{
    /// <param name="most">So many at the most.</param>
    /// <param name="all">Also those that have changed little, and to the last position.</param>
    public static async Task Save(IPartitionStore store, PartitionMemory memory, int most, bool all)
    {
        foreach (var chunk in memory.Chunks.Stale(memory.NextSlot, memory.Position, all).Take(most))
            await Save(store, memory, chunk);
        var (position, steady) = (memory.Position, memory.Chunks.Steady(memory.NextSlot, memory.Position, all));
        if (!steady.Any())
            return;
        // Noted before it is so: what changes meanwhile is a change again.
        foreach (var chunk in steady)
            memory.Chunks.Taken(chunk, position);
        await store.RenewChunks(memory.Tenant, memory.Number, memory.Epoch, [.. steady], position, CancellationToken.None);
    }

    private static async Task Save(IPartitionStore store, PartitionMemory memory, int chunk)
    {
        var (position, data, names) = (memory.Position, ChunkCodec.Write(memory, chunk), memory.Names.Count);
        memory.Chunks.Taken(chunk, position);
        try
        {
            if (names > memory.Chunks.Names)
            {
                // Before whoever refers to them.
                var written = ChunkCodec.WriteNames(memory.Names);
                await store.SaveChunk(memory.Tenant, memory.Number, memory.Epoch, new(ContactsChunk.Names, position, written), CancellationToken.None);
                memory.Chunks.Names = names;
            }
            await store.SaveChunk(memory.Tenant, memory.Number, memory.Epoch, new(chunk, position, data), CancellationToken.None);
        }
        catch
        {
            memory.Chunks.Lost(chunk);
            throw;
        }
    }
}
