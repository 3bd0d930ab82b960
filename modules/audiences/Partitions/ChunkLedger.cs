using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Up to where the store has each chunk of a partition's contacts, and how much has changed in it since.</summary>
internal sealed class ChunkLedger
{
    // A chunk of a thousand contacts is about a megabyte, and a start reads about so many changes as fast.
    private const int ManyChanges = 128;

    // No chunk keeps a start from beginning its reading of the log here.
    private const long FarBehind = 50_000, Behind = 5_000;

    private const int Unknown = -1;

    /// <summary>Of a partition.</summary>
    public const int Chunks = GrainKeys.PartitionSize / ContactsChunk.Slots;

    private readonly long[] _positions = new long[Chunks];
    private readonly int[] _changes = new int[Chunks];

    public ChunkLedger() => Array.Fill(_positions, Unknown);

    public static int ChunkOf(int slot) => slot / ContactsChunk.Slots;

    /// <summary>Names that the store has.</summary>
    public int Names { get; set; }

    public void Changed(int slot) => _changes[ChunkOf(slot)]++;

    /// <summary>The store has let go of it: somebody in it is erased.</summary>
    public void Removed(int slot) => _positions[ChunkOf(slot)] = Unknown;

    /// <summary>It is read now, to be saved, or was read from the store.</summary>
    public void Taken(int chunk, long position) => (_positions[chunk], _changes[chunk]) = (position, 0);

    /// <summary>It was not saved after all, or is to be saved anew.</summary>
    public void Lost(int chunk) => _positions[chunk] = Unknown;

    /// <summary>Those to be saved, what the store does not have first.</summary>
    /// <param name="slots">In use.</param>
    /// <param name="all">Also those that have changed little.</param>
    public IEnumerable<int> Stale(int slots, long position, bool all) =>
        InUse(slots).Where(chunk => _positions[chunk] == Unknown || _changes[chunk] >= (all ? 1 : ManyChanges) || (_changes[chunk] > 0 && position - _positions[chunk] > FarBehind))
            .OrderBy(chunk => _positions[chunk]).ToArray();

    /// <summary>Those in which nothing has changed for long, right up to the position too.</summary>
    public IEnumerable<int> Steady(int slots, long position, bool all) =>
        InUse(slots).Where(chunk => _positions[chunk] != Unknown && _changes[chunk] == 0 && position - _positions[chunk] > (all ? 0 : Behind)).ToArray();

    private static IEnumerable<int> InUse(int slots) => Enumerable.Range(0, ChunkOf(slots + ContactsChunk.Slots - 1));
}
