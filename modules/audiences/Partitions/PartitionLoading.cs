using Contracts;

namespace Audiences.Partitions;

/// <summary>What the parts of a start share.</summary>
internal sealed class PartitionLoading
{
    // Things read between which other turns of the process go on.
    private const int Slice = 4_096;

    private readonly Instant[] _judgedAt = new Instant[GrainKeys.PartitionSize];
    private int _count;

    /// <summary>The contact's memberships were right then, when they were last written.</summary>
    public void Judged(int slot, Instant at) => _judgedAt[slot] = Instant.Max(_judgedAt[slot], at);

    public Instant JudgedAt(int slot) => _judgedAt[slot];

    public async ValueTask Breathe()
    {
        if (++_count % Slice == 0)
            await Task.Yield();
    }
}
