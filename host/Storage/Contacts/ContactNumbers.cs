namespace Host.Storage.Contacts;

/// <summary>Numbers for the contacts that a transaction makes, taken together where each question is a way there and back.</summary>
internal sealed class ContactNumbers
{
    readonly Queue<long> taken = new();
    int wanted;

    /// <summary>One will be asked for.</summary>
    public void Want() => wanted++;

    public long Next(Session session)
    {
        if (taken.Count == 0) Take(session);
        return taken.Dequeue();
    }

    void Take(Session session)
    {
        using var rows = session.Query("SELECT nextval('contacts_no_seq') FROM generate_series(1, $1)", Math.Max(wanted, 1));
        while (rows.Next()) taken.Enqueue(rows.Long(0));
        wanted = 0;
    }
}
