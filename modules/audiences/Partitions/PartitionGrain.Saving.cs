using System.Collections.Immutable;
using Contracts;

namespace Audiences.Partitions;

/// <summary>What is written for a quick start, and what a partition takes in memory.</summary>
internal sealed partial class PartitionGrain
{
    // A start reads this much log at the most when the snapshot is whole.
    private const long PositionsPerSnapshot = 50_000;

    // Saved each time that the partition is looked after, so that what saves leaves most of the disk to what commits.
    private const int ChunksAtOnce = 8;

    private Task _saving = Task.CompletedTask;
    private long _savedAt;

    public async Task Save()
    {
        if (!_isOpen)
            return;
        var memory = await Current();
        if (memory.Position > _savedAt && _inFlight.Count == 0)
            await SaveSnapshot(memory);
        await _saving;
        await SaveChunks(memory, int.MaxValue, true);
    }

    public Task<ImmutableArray<MemoryLine>> Measure() => Task.FromResult(_memory is { } memory && _isOpen ? PartitionBytes.Of(memory) : []);

    private async Task SaveWhenDue(PartitionMemory memory)
    {
        // A commit in flight has judged its contact at an instant that the snapshot would not know.
        if (memory.Position - _savedAt < PositionsPerSnapshot || _inFlight.Count > 0)
            return;
        try
        {
            await SaveSnapshot(memory);
        }
        catch (Exception failure)
        {
            // The log has everything; the next one is tried in time.
            LogNotSaved(memory.Tenant, memory.Number, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    private async Task SaveChunks(PartitionMemory memory, int most, bool all)
    {
        try
        {
            await saving.Save(memory, most, all);
        }
        catch (Exception failure)
        {
            LogNotSaved(memory.Tenant, memory.Number, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    private async Task SaveSnapshot(PartitionMemory memory)
    {
        var snapshot = SnapshotCodec.Write(memory);
        await store.SaveSnapshot(memory.Tenant, memory.Number, memory.Epoch, snapshot, CancellationToken.None);
        _savedAt = snapshot.Position;
    }
}
