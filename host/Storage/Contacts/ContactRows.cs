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

    /// <summary>Where <see cref="Session.AsksAtOnce"/>: after a selection of columns, those of the ids $2. Each is looked up by itself: a planner that thinks the table is small would read it all.</summary>
    public const string OfIds =
        " WHERE no IN (SELECT c.no FROM unnest($2) AS w (id) CROSS JOIN LATERAL (SELECT no FROM contacts WHERE tenant = $1 AND id = w.id OFFSET 0) c)";

    const string HeadColumns = "SELECT no, id, book, partition, version, state, merged_into, last_edit FROM contacts";

    public static ContactHead? Head(Session session, string tenant, Guid id) =>
        session.AsksAtOnce ? session.Once<ContactHeads>().Head(session, tenant, id) : ReadHead(session, tenant, id);

    /// <summary>The row as it lies there.</summary>
    public static ContactHead? ReadHead(Session session, string tenant, Guid id)
    {
        using var rows = session.Query(HeadColumns + " WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next() ? Head(rows) : null;
    }

    /// <summary>Those that are there.</summary>
    public static List<ContactHead> ReadHeads(Session session, string tenant, Guid[] ids)
    {
        var heads = new List<ContactHead>(ids.Length);
        using var rows = session.Query(HeadColumns + OfIds, tenant, ids);
        while (rows.Next()) heads.Add(Head(rows));
        return heads;
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
        if (session.AsksAtOnce) return InsertNumbered(session, contact, profile, lastEdit);
        session.Execute(
            """
            INSERT INTO contacts (tenant, book, id, partition, slot, version, state, merged_into, last_edit, profile)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            contact.Tenant, contact.Book, contact.Id, contact.Partition, contact.Slot, contact.Version, (int)contact.State,
            contact.MergedInto, lastEdit, profile);
        // RETURNING would make and drop a table for one number.
        using var rows = session.Query("SELECT last_insert_rowid()");
        rows.Next();
        return rows.Long(0);
    }

    static long InsertNumbered(Session session, StoredContact contact, string profile, long lastEdit)
    {
        Forget(session, contact.Tenant, contact.Id);
        var no = session.Once<ContactNumbers>().Next(session);
        session.Insert(
            """
            INSERT INTO contacts (no, tenant, book, id, partition, slot, version, state, merged_into, last_edit, profile)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            no, contact.Tenant, contact.Book, contact.Id, contact.Partition, contact.Slot, contact.Version, (int)contact.State,
            contact.MergedInto, lastEdit, profile);
        return no;
    }

    public static void Update(Session session, long no, StoredContact contact, string profile, long lastEdit)
    {
        Forget(session, contact.Tenant, contact.Id);
        session.Execute(
            "UPDATE contacts SET version = $2, state = $3, merged_into = $4, last_edit = $5, profile = $6 WHERE no = $1",
            no, contact.Version, (int)contact.State, contact.MergedInto, lastEdit, profile);
    }

    public static void SetLastEdit(Session session, string tenant, ContactHead contact, long position)
    {
        Forget(session, tenant, contact.Id);
        session.Execute("UPDATE contacts SET last_edit = $2 WHERE no = $1", contact.No, position);
    }

    /// <summary>The person has been taken over: nothing of it stays in this row.</summary>
    public static void Absorbed(Session session, string tenant, ContactHead contact, Guid survivor)
    {
        Forget(session, tenant, contact.Id);
        session.Execute(
            "UPDATE contacts SET version = version + 1, state = $2, merged_into = $3, last_edit = 0, profile = $4 WHERE no = $1",
            contact.No, (int)ContactState.Merged, survivor, StoredJson.Write(Profile.Empty));
    }

    static void Forget(Session session, string tenant, Guid id)
    {
        if (session.AsksAtOnce) session.Once<ContactHeads>().Forget(tenant, id);
    }

    static ContactHead Head(Rows rows) => new(
        rows.Long(0), rows.Id(1), rows.Text(2), rows.Int(3), rows.Long(4), (ContactState)rows.Int(5), rows.IdOrNull(6), rows.Long(7));
}
