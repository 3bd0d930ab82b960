using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>Adds up what was announced of one audience in one partition until an instant.</summary>
internal static class AnnouncedRows
{
    static readonly StretchQuery EntriesIn = new(
        "SELECT place, ordinal, slot, entered, at FROM membership_log WHERE ",
        "audience = $1 AND announced = 1 AND place >= $2 AND place <= $3 AND at <= $4 ORDER BY place, ordinal");

    /// <param name="through">The last place that counts.</param>
    public static AnnouncedSet Read(Session session, PartitionHead head, string audience, Instant at, long through)
    {
        var announced = head.Begins == 0 ? new() : BaseRows.Members(session, head.Log, audience) ?? new();
        var first = Place.Of(head.Log, head.Begins + 1);
        var marks = Marks(session, audience, at, first, through);
        foreach (var (from, to) in Stretches.Of(session, first, through))
        {
            using var rows = EntriesIn.Ask(session, audience, from, to, at);
            while (rows.Next())
            {
                while (marks.TryPeek(out var mark) && (mark.Place, mark.Ordinal).CompareTo((rows.Long(0), rows.Int(1))) < 0) announced.Apply(marks.Dequeue().Mark);
                announced.Apply(rows.Int(2), rows.Bool(3), rows.Instant(4));
            }
        }
        while (marks.TryDequeue(out var mark)) announced.Apply(mark.Mark);
        return new(announced.Version, announced.Announcing, Members(session, head, announced), new(head.Begins, head.BeginsAt));
    }

    static Queue<(long Place, int Ordinal, AudienceMark Mark)> Marks(Session session, string audience, Instant at, long first, long through)
    {
        var marks = new Queue<(long, int, AudienceMark)>();
        using var rows = session.Query(
            """
            SELECT place, ordinal, kind, build, version, at, cause, announcing, entered, gone FROM marks
            WHERE audience = $1 AND kind IN (1, 2, 4) AND place >= $2 AND place <= $3 AND at <= $4 ORDER BY place
            """,
            audience, first, through, at);
        while (rows.Next())
        {
            marks.Enqueue((rows.Long(0), rows.Int(1), new(
                (MarkKind)rows.Int(2), audience, rows.Int(3), rows.Int(4), rows.Instant(5), (Cause)rows.Int(6), rows.Bool(7), [],
                SlotSet.Slots(rows.Span(8)), SlotSet.Slots(rows.Span(9)))));
        }
        return marks;
    }

    static ImmutableArray<AnnouncedMember> Members(Session session, PartitionHead head, AnnouncedState announced)
    {
        if (announced.Count == 0) return [];
        var members = ImmutableArray.CreateBuilder<AnnouncedMember>(announced.Count);
        using var rows = session.Query("SELECT slot, id FROM contacts WHERE tenant = $1 AND partition = $2", head.Tenant, head.Partition);
        while (rows.Next())
            if (announced.Since(rows.Int(0)) is { } since) members.Add(new(rows.Id(1), since));
        return members.DrainToImmutable();
    }
}
