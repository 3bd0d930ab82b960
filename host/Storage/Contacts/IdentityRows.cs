using Contracts;

namespace Host.Storage.Contacts;

/// <summary>The tables <c>identifiers</c> (keys, each of one contact) and <c>addresses</c> (which people share).</summary>
internal static class IdentityRows
{
    /// <summary>The contact that a key resolves to; null when nobody has it, or only somebody erased.</summary>
    public static ContactHead? Owner(Session session, string tenant, string book, Identity key)
    {
        return Holder(session, tenant, book, key) is { } id && ContactRows.Head(session, tenant, id) is { } head
            ? ContactRows.Survivor(session, tenant, head)
            : null;
    }

    /// <summary>Of those that are addresses, who has each, in the order of creation; what will be asked of the others is asked for at once.</summary>
    public static ILookup<Identity, Guid> Bearers(Session session, string tenant, string book, IReadOnlyCollection<Identity> identities)
    {
        var bearers = new List<(Identity Address, Guid Contact)>();
        foreach (var addresses in identities.Where(identity => !identity.IsKey).Distinct().GroupBy(address => address.Kind, address => address.Value))
            if (session.AsksAtOnce) bearers.AddRange(Bearers(session, tenant, book, addresses.Key, [.. addresses]));
            else foreach (var value in addresses) bearers.AddRange(Bearers(session, tenant, book, addresses.Key, value));
        if (session.AsksAtOnce)
        {
            foreach (var key in identities.Where(identity => identity.IsKey)) Holders(session).Want(tenant, book, key);
            foreach (var (_, contact) in bearers) session.Once<ContactHeads>().Want(tenant, contact);
        }
        return bearers.ToLookup(bearer => bearer.Address, bearer => bearer.Contact);
    }

    public static void Claim(Session session, string tenant, string book, Identity identity, long contact)
    {
        const string key = """
            INSERT INTO identifiers (tenant, book, kind, value, contact) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant, book, kind, value) DO UPDATE SET contact = excluded.contact
            """;
        if (!identity.IsKey)
            session.Insert(
                "INSERT INTO addresses (tenant, book, kind, value, contact) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                tenant, book, (int)identity.Kind, identity.Value, contact);
        else if (!session.AsksAtOnce || Holders(session).IsFirstClaim(tenant, book, identity))
            session.Insert(key, tenant, book, (int)identity.Kind, identity.Value, contact);
        else
            session.Execute(key, tenant, book, (int)identity.Kind, identity.Value, contact);
        if (session.AsksAtOnce) Holders(session).Forget(tenant, book, identity);
    }

    public static void Release(Session session, string tenant, string book, Identity identity, long contact)
    {
        if (session.AsksAtOnce) Holders(session).Forget(tenant, book, identity);
        session.Execute(
            identity.IsKey
                ? "DELETE FROM identifiers WHERE tenant = $1 AND book = $2 AND kind = $3 AND value = $4 AND contact = $5"
                : "DELETE FROM addresses WHERE tenant = $1 AND book = $2 AND kind = $3 AND value = $4 AND contact = $5",
            tenant, book, (int)identity.Kind, identity.Value, contact);
    }

    /// <summary>What one contact holds becomes the other's; an address that both have stays one.</summary>
    public static void Move(Session session, long from, long to)
    {
        if (session.AsksAtOnce) Holders(session).ForgetAll();
        session.Execute("UPDATE identifiers SET contact = $2 WHERE contact = $1", from, to);
        session.Execute(
            """
            INSERT INTO addresses (tenant, book, kind, value, contact)
            SELECT tenant, book, kind, value, $2 FROM addresses WHERE contact = $1 ON CONFLICT DO NOTHING
            """,
            from, to);
        session.Execute("DELETE FROM addresses WHERE contact = $1", from);
    }

    public static List<Identity> Of(Session session, long contact)
    {
        var identities = new List<Identity>();
        using var rows = session.Query(
            "SELECT kind, value FROM identifiers WHERE contact = $1 UNION ALL SELECT kind, value FROM addresses WHERE contact = $1", contact);
        while (rows.Next()) identities.Add(new((IdentityKind)rows.Int(0), rows.Text(1)));
        return identities;
    }

    public static void Delete(Session session, long contact)
    {
        if (session.AsksAtOnce) Holders(session).ForgetAll();
        session.Execute("DELETE FROM identifiers WHERE contact = $1", contact);
        session.Execute("DELETE FROM addresses WHERE contact = $1", contact);
    }

    static List<(Identity, Guid)> Bearers(Session session, string tenant, string book, IdentityKind kind, string value)
    {
        var bearers = new List<(Identity, Guid)>();
        using var rows = session.Query(
            """
            SELECT c.id FROM addresses a JOIN contacts c ON c.no = a.contact
            WHERE a.tenant = $1 AND a.book = $2 AND a.kind = $3 AND a.value = $4 ORDER BY a.contact
            """,
            tenant, book, (int)kind, value);
        while (rows.Next()) bearers.Add((new(kind, value), rows.Id(0)));
        return bearers;
    }

    static List<(Identity, Guid)> Bearers(Session session, string tenant, string book, IdentityKind kind, string[] values)
    {
        var bearers = new List<(Identity, Guid)>(values.Length);
        using var rows = session.Query(
            """
            SELECT w.value, c.id FROM unnest($4) AS w (value) CROSS JOIN LATERAL (
                SELECT contact FROM addresses WHERE tenant = $1 AND book = $2 AND kind = $3 AND value = w.value OFFSET 0) a
            JOIN contacts c ON c.no = a.contact ORDER BY a.contact
            """,
            tenant, book, (int)kind, values);
        while (rows.Next()) bearers.Add((new(kind, rows.Text(0)), rows.Id(1)));
        return bearers;
    }

    static KeyHolders Holders(Session session) => session.Once<KeyHolders>();

    static Guid? Holder(Session session, string tenant, string book, Identity key) =>
        session.AsksAtOnce ? Holders(session).Holder(session, tenant, book, key) : ReadHolder(session, tenant, book, key);

    /// <summary>Of those values that somebody has.</summary>
    public static List<(string Value, Guid Contact)> ReadHolders(Session session, string tenant, string book, IdentityKind kind, string[] values)
    {
        var holders = new List<(string, Guid)>(values.Length);
        using var rows = session.Query(
            """
            SELECT w.value, c.id FROM unnest($4) AS w (value) CROSS JOIN LATERAL (
                SELECT contact FROM identifiers WHERE tenant = $1 AND book = $2 AND kind = $3 AND value = w.value OFFSET 0) i
            JOIN contacts c ON c.no = i.contact
            """,
            tenant, book, (int)kind, values);
        while (rows.Next()) holders.Add((rows.Text(0), rows.Id(1)));
        return holders;
    }

    /// <summary>As the row says.</summary>
    public static Guid? ReadHolder(Session session, string tenant, string book, Identity key)
    {
        using var rows = session.Query(
            """
            SELECT c.id FROM identifiers i JOIN contacts c ON c.no = i.contact
            WHERE i.tenant = $1 AND i.book = $2 AND i.kind = $3 AND i.value = $4
            """,
            tenant, book, (int)key.Kind, key.Value);
        return rows.Next() ? rows.Id(0) : null;
    }
}
