using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>The tables <c>membership_log</c> and <c>marks</c>.</summary>
internal static class MembershipRows
{
    public static void Insert(Session session, long place, int ordinal, string tenant, string book, in MembershipEntry entry)
    {
        session.MakeRoom(entry.At);
        session.Insert(
            """
            INSERT INTO membership_log (place, ordinal, tenant, book, audience, build, version, slot, contact, entered, at, cause, announced)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            place, ordinal, tenant, book, entry.Audience, entry.Build, entry.Version, entry.Slot, entry.Contact, entry.Entered, entry.At,
            (int)entry.Cause, entry.Announced);
    }

    public static void Insert(Session session, long place, int ordinal, string tenant, string book, AudienceMark mark)
    {
        session.MakeRoom(mark.At);
        session.Insert(
            """
            INSERT INTO marks (place, ordinal, tenant, book, kind, audience, build, version, at, cause, announcing, since, entered, gone)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            place, ordinal, tenant, book, (int)mark.Kind, mark.Audience, mark.Build, mark.Version, mark.At, (int)mark.Cause, mark.Announcing,
            SlotSet.Write(mark.Since), SlotSet.Write(mark.Entered), SlotSet.Write(mark.Left));
    }

    /// <summary>Entries after a place, at most so many; with the ordinal each.</summary>
    public static List<(long Place, int Ordinal, MembershipEntry Entry)> Entries(Session session, long place, int ordinal, long through, int limit)
    {
        var entries = new List<(long, int, MembershipEntry)>();
        using var rows = session.Query(
            """
            SELECT place, ordinal, audience, build, version, slot, contact, entered, at, cause, announced FROM membership_log
            WHERE (place, ordinal) > ($1, $2) AND place <= $3 ORDER BY place, ordinal LIMIT $4
            """,
            place, ordinal, through, limit);
        while (rows.Next())
        {
            entries.Add((rows.Long(0), rows.Int(1), new(
                rows.Text(2), rows.Int(3), rows.Int(4), rows.Int(5), rows.Id(6), rows.Bool(7), rows.Instant(8), (Cause)rows.Int(9), rows.Bool(10))));
        }
        return entries;
    }

    /// <summary>The first marks after one place, up to another.</summary>
    public static List<(long Place, AudienceMark Mark)> Marks(Session session, long after, long through, int limit)
    {
        var marks = new List<(long, AudienceMark)>();
        using var rows = session.Query(
            """
            SELECT place, kind, audience, build, version, at, cause, announcing, since, entered, gone FROM marks
            WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3
            """,
            after, through, limit);
        while (rows.Next())
        {
            marks.Add((rows.Long(0), new(
                (MarkKind)rows.Int(1), rows.Text(2), rows.Int(3), rows.Int(4), rows.Instant(5), (Cause)rows.Int(6), rows.Bool(7),
                SlotSet.Members(rows.Span(8)), SlotSet.Slots(rows.Span(9)), SlotSet.Slots(rows.Span(10)))));
        }
        return marks;
    }
}
