using System.Text.Json;
using Contracts;

namespace Audiences.Rules;

internal enum EventKind { Track, Page, Screen }

/// <summary>What a rule reads of a track, page or screen message.</summary>
/// <param name="Name">Event name; page or screen name, which may be empty.</param>
/// <param name="Position">The change row's position: unique in the partition, decides between events of one instant.</param>
/// <param name="IdHash">Of the message id.</param>
/// <param name="Properties">An object, or undefined.</param>
/// <param name="Active">Counts for first seen, last seen and sessions.</param>
internal sealed record EventFact(
    string Name, EventKind Kind, Instant At, long Position, ulong IdHash, JsonElement Properties, bool Active = true)
{
    public static int Compare(EventFact a, EventFact b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : a.Position.CompareTo(b.Position);
}
