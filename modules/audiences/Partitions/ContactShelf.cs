using Audiences.Packing;

namespace Audiences.Partitions;

/// <summary>What the contacts of one book in a partition share.</summary>
/// <param name="Names">As packed contacts name them.</param>
/// <param name="Tracks">Of the partition.</param>
internal sealed record ContactShelf(string Book, NameTable Names, TrackTable Tracks)
{
    /// <summary>By slot; hardly anybody is.</summary>
    public Dictionary<ushort, Guid> MergedInto { get; } = [];
}
