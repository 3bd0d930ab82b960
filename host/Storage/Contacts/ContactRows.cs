using Contracts;

namespace Host.Storage.Contacts;

/// <summary>What decisions need of a contact's row.</summary>
internal readonly record struct ContactHead(
    long No, Guid Id, string Book, int Partition, long Version, ContactState State, Guid? MergedInto, long LastEdit);

/// <summary>The table <c>contacts</c>.</summary>
internal static class ContactRows
{
    public const string Select = "SELECT tenant, book, id, partition, slot, version, state, merged_into, profile FROM contacts";

    public static StoredContact Read(Rows rows) => new(
        rows.Text(0), rows.Text(1), rows.Id(2), rows.Int(3), rows.Int(4), rows.Long(5), (ContactState)rows.Int(6),
        rows.IdOrNull(7), StoredJson.ReadProfile(rows.Span(8)));

    public static ContactHead? Head(Session session, string tenant, Guid id)
    {
        using var rows = session.Query(
            "SELECT no, book, partition, version, state, merged_into, last_edit FROM contacts WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next()
            ? new(rows.Long(0), id, rows.Text(1), rows.Int(2), rows.Long(3), (ContactState)rows.Int(4), rows.IdOrNull(5), rows.Long(6))
            : null;
    }

    /// <summary>Follows closed contacts to the one that answers for them; null when that one is erased.</summary>
    public static ContactHead? Survivor(Session session, string tenant, ContactHead head)
    {
        while (head is { State: ContactState.Merging or ContactState.Merged, MergedInto: { } into })
        {
            head = Head(session, tenant, into) ?? throw new InvalidOperationException($"Contact {head.Id} is merged into {into}, which is not there.");
        }
        return head.State == ContactState.Erased ? null : head;
    }

    /// <summary>The contact, and all who have become it.</summary>
    public static List<Guid> Merged(Session session, string tenant, Guid id)
    {
        var all = new List<Guid>();
        using var rows = session.Query(
            """
            WITH RECURSIVE persons (id) AS (
                SELECT id FROM contacts WHERE tenant = $1 AND id = $2
                UNION
                SELECT c.id FROM contacts c JOIN persons p ON c.tenant = $1 AND c.merged_into = p.id
            )
            SELECT id FROM persons
            """,
            tenant, id);
        while (rows.Next()) all.Add(rows.Id(0));
        return all;
    }

    /// <param name="profile">As it is stored.</param>
    /// <returns>The row's number.</returns>
    public static long Insert(Session session, StoredContact contact, string profile, long lastEdit)
    {
        using var rows = session.Query(
            """
            INSERT INTO contacts (tenant, book, id, partition, slot, version, state, merged_into, last_edit, profile)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING no
            """,
            contact.Tenant, contact.Book, contact.Id, contact.Partition, contact.Slot, contact.Version, (int)contact.State,
            contact.MergedInto, lastEdit, profile);
        rows.Next();
        var no = rows.Long(0);
        rows.Next();
        return no;
    }

    public static void Update(Session session, long no, StoredContact contact, string profile, long lastEdit) => session.Execute(
        "UPDATE contacts SET version = $2, state = $3, merged_into = $4, last_edit = $5, profile = $6 WHERE no = $1",
        no, contact.Version, (int)contact.State, contact.MergedInto, lastEdit, profile);

    public static void SetLastEdit(Session session, long no, long position) =>
        session.Execute("UPDATE contacts SET last_edit = $2 WHERE no = $1", no, position);

    /// <summary>The person has been taken over: nothing of it stays in this row.</summary>
    public static void Absorbed(Session session, ContactHead contact, Guid survivor) => session.Execute(
        "UPDATE contacts SET version = version + 1, state = $2, merged_into = $3, last_edit = 0, profile = $4 WHERE no = $1",
        contact.No, (int)ContactState.Merged, survivor, StoredJson.Write(Profile.Empty));
}
