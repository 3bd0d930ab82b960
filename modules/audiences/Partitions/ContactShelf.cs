using Audiences.Packing;

namespace Audiences.Partitions;

/// <summary>What the contacts of one book in a partition share.</summary>
/// <param name="names">As packed contacts name them.</param>
/// <param name="tracks">Of the partition.</param>
internal sealed class ContactShelf(string book, NameTable names, TrackTable tracks)
{
    public string Book => book;
    public NameTable Names => names;
    public TrackTable Tracks => tracks;

    /// <summary>Into whom the contact of a slot was merged: hardly anybody was.</summary>
    public Dictionary<ushort, Guid> MergedInto { get; } = [];
}
