using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>Who is announced to be in one audience of one partition, as the log's rows say one after the other.</summary>
internal sealed class AnnouncedState
{
    // By slot; the instant of the entry by which it is in.
    readonly Dictionary<int, Instant> since = [];

    public AnnouncedState()
    {
    }

    public AnnouncedState(int? version, bool announcing, ImmutableArray<MemberSince> members)
    {
        (Version, Announcing) = (version, announcing);
        foreach (var member in members) since[member.Slot] = member.Since;
    }

    /// <summary>The one that served last; null: none has yet.</summary>
    public int? Version { get; private set; }

    public bool Announcing { get; private set; }

    public int Count => since.Count;

    public ImmutableArray<MemberSince> Members => [.. since.OrderBy(each => each.Key).Select(each => new MemberSince((ushort)each.Key, each.Value))];

    public Instant? Since(int slot) => since.TryGetValue(slot, out var at) ? at : null;

    /// <summary>An entry that was announced.</summary>
    public void Apply(int slot, bool entered, Instant at)
    {
        if (entered) since[slot] = at;
        else since.Remove(slot);
    }

    public void Apply(AudienceMark mark)
    {
        if (mark.Kind is MarkKind.Built or MarkKind.Dropped) return;
        if (mark.Kind == MarkKind.Served) Version = mark.Version;
        if (mark.Kind != MarkKind.Moved) Announcing = mark.Announcing;
        // What was moved while nothing was announced is in the difference of the mark that announces again.
        if (!mark.Announcing) return;
        foreach (var slot in mark.Left) Apply(slot, false, mark.At);
        foreach (var slot in mark.Entered) Apply(slot, true, mark.At);
    }
}
