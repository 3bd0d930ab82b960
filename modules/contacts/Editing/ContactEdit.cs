using Contracts;
using Orleans;

namespace Contacts;

internal enum EditKind
{
    /// <summary>Absent stays, null clears, objects merge by key, lists add.</summary>
    Upsert = 0,
    /// <summary>JSON Merge Patch: objects merge all the way down, lists are replaced.</summary>
    Patch = 1,
    Tag = 2,
    Untag = 3,
    Archive = 4,
    Unarchive = 5,
}

/// <param name="Text">The checked JSON body, the tag, or the reason of archiving.</param>
/// <param name="User">What <c>assignedTo: me</c> means.</param>
[GenerateSerializer, Immutable, Alias("contact-edit")]
internal sealed record ContactEdit(
    [property: Id(0)] EditKind Kind, [property: Id(1)] string Text, [property: Id(2)] Stamp Stamp, [property: Id(3)] string? User);
