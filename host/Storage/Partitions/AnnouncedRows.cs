using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>Adds up what was announced of one audience in one partition until an instant.</summary>
internal sealed class AnnouncedRows
{
    // By slot; the instant of the entry by which it is in.
    readonly Instant?[] _since = new Instant?[GrainKeys.PartitionSize];
    int? _version;
    bool _announcing;

    /// <param name="first">The log's first place.</param>
    /// <param name="through">The last place that counts.</param>
    public static AnnouncedSet Read(Session session, string tenant, int partition, string audience, Instant at, long first, long through)
    {
        var announced = new AnnouncedRows();
        var marks = Marks(session, audience, at, first, through);
        using (var rows = session.Query(
            """
            SELECT place, ordinal, slot, entered, at FROM membership_log
            WHERE audience = $1 AND announced = 1 AND place >= $2 AND place <= $3 AND at <= $4 ORDER BY place, ordinal
            """,
            audience, first, through, at))
        {
            while (rows.Next())
            {
                while (marks.TryPeek(out var mark) && (mark.Place, mark.Ordinal).CompareTo((rows.Long(0), rows.Int(1))) < 0) announced.Apply(marks.Dequeue());
                announced._since[rows.Int(2)] = rows.Bool(3) ? rows.Instant(4) : null;
            }
        }
        while (marks.TryDequeue(out var mark)) announced.Apply(mark);
        return new(announced._version, announced._announcing, announced.Members(session, tenant, partition));
    }

    static Queue<Mark> Marks(Session session, string audience, Instant at, long first, long through)
    {
        var marks = new Queue<Mark>();
        using var rows = session.Query(
            """
            SELECT place, ordinal, kind, at, version, announcing, entered, gone FROM marks
            WHERE audience = $1 AND kind IN (1, 2, 4) AND place >= $2 AND place <= $3 AND at <= $4 ORDER BY place
            """,
            audience, first, through, at);
        while (rows.Next())
        {
            marks.Enqueue(new(
                rows.Long(0), rows.Int(1), (MarkKind)rows.Int(2), rows.Instant(3), rows.Int(4), rows.Bool(5),
                SlotSet.Slots(rows.Span(6)), SlotSet.Slots(rows.Span(7))));
        }
        return marks;
    }

    void Apply(Mark mark)
    {
        if (mark.Kind == MarkKind.Served) _version = mark.Version;
        if (mark.Kind != MarkKind.Moved) _announcing = mark.Announcing;
        // What was moved while nothing was announced is in the difference of the mark that announces again.
        if (!mark.Announcing) return;
        foreach (var slot in mark.Left) _since[slot] = null;
        foreach (var slot in mark.Entered) _since[slot] = mark.At;
    }

    ImmutableArray<AnnouncedMember> Members(Session session, string tenant, int partition)
    {
        var members = ImmutableArray.CreateBuilder<AnnouncedMember>();
        if (!Array.Exists(_since, since => since is not null)) return [];
        using var rows = session.Query("SELECT slot, id FROM contacts WHERE tenant = $1 AND partition = $2", tenant, partition);
        while (rows.Next())
            if (_since[rows.Int(0)] is { } since) members.Add(new(rows.Id(1), since));
        return members.DrainToImmutable();
    }

    sealed record Mark(
        long Place, int Ordinal, MarkKind Kind, Instant At, int Version, bool Announcing, ImmutableArray<ushort> Entered, ImmutableArray<ushort> Left);
}
