using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>The table <c>changes</c>.</summary>
internal static class ChangeRows
{
    public static bool IsMessage(StepKind kind) => kind is >= StepKind.Identify and <= StepKind.Alias;

    /// <param name="previous">Position of the contact's edit before this one; 0 for none, and for messages.</param>
    public static void Insert(Session session, long place, string tenant, AppendRow row, ContactStep step, long previous) => session.Insert(
        """
        INSERT INTO changes (place, tenant, book, kind, slot, contact, at, arrived, cause, active, body_hash, previous, name, message_id, payload)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """,
        place, tenant, row.Book, (int)step.Kind, row.Slot, row.Contact, step.At, step.Arrived, (int)step.Cause, step.Active,
        step.BodyHash, previous, step.Name, step.MessageId, step.Payload);

    /// <summary>Takes what came from a person out of one of a contact's rows; the row keeps its place.</summary>
    /// <exception cref="InvalidOperationException">The row is not one of the contact's: whoever asked is mistaken about the person.</exception>
    public static void Wipe(Session session, long place, Guid contact)
    {
        var wiped = session.Execute(
            "UPDATE changes SET payload = NULL, name = NULL, message_id = NULL, body_hash = 0 WHERE place = $1 AND contact = $2", place, contact);
        if (wiped != 1) throw new InvalidOperationException($"Position {Place.Position(place)} holds no change of contact {contact}.");
    }

    /// <summary>Wipes the contact's rows that are no messages, from its newest on back.</summary>
    public static void WipeEdits(Session session, long log, long last, Guid contact)
    {
        for (var position = last; position != 0;)
        {
            var previous = Previous(session, Place.Of(log, position));
            Wipe(session, Place.Of(log, position), contact);
            position = previous;
        }
    }

    public static string? MessageId(Session session, long place)
    {
        using var rows = session.Query("SELECT message_id FROM changes WHERE place = $1", place);
        return rows.Next() ? rows.TextOrNull(0) : null;
    }

    /// <summary>Null when no message is there, or it was wiped.</summary>
    public static (int Slot, StoredMessage Message)? MessageAt(Session session, long place)
    {
        using var rows = session.Query(
            """
            SELECT place, slot, kind, at, arrived, name, message_id, body_hash, payload, active FROM changes
            WHERE place = $1 AND kind BETWEEN 1 AND 6 AND payload IS NOT NULL
            """,
            place);
        return rows.Next() ? (rows.Int(1), Message(rows)) : null;
    }

    /// <summary>Columns of a message: place, slot, kind, at, arrived, name, message_id, body_hash, payload, active.</summary>
    public static StoredMessage Message(Rows rows) => new(
        Place.Position(rows.Long(0)), (StepKind)rows.Int(2), rows.Instant(3), rows.Instant(4), rows.TextOrNull(5), rows.TextOrNull(6) ?? "",
        rows.Long(7), rows.Text(8), rows.Bool(9));

    static long Previous(Session session, long place)
    {
        using var rows = session.Query("SELECT previous FROM changes WHERE place = $1", place);
        return rows.Next() ? rows.Long(0) : 0;
    }
}
