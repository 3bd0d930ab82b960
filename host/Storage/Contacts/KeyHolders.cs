using Contracts;

namespace Host.Storage.Contacts;

/// <summary>Who has the keys that a transaction claims, read together as <see cref="ContactHeads"/> are.</summary>
internal sealed class KeyHolders
{
    readonly Dictionary<Key, Guid?> known = [];
    readonly HashSet<Key> wanted = [], claimed = [];

    /// <summary>It will be asked for.</summary>
    public void Want(string tenant, string book, Identity key) => wanted.Add(new(tenant, book, key));

    /// <summary>Its row is written.</summary>
    public void Forget(string tenant, string book, Identity key)
    {
        known.Remove(new(tenant, book, key));
        wanted.Remove(new(tenant, book, key));
    }

    /// <summary>Rows are written, nobody says which.</summary>
    public void ForgetAll()
    {
        known.Clear();
        wanted.Clear();
    }

    /// <summary>True the first time: one statement cannot write a row twice.</summary>
    public bool IsFirstClaim(string tenant, string book, Identity key) => claimed.Add(new(tenant, book, key));

    public Guid? Holder(Session session, string tenant, string book, Identity key)
    {
        var asked = new Key(tenant, book, key);
        if (known.TryGetValue(asked, out var holder)) return holder;
        if (!wanted.Contains(asked)) return IdentityRows.ReadHolder(session, tenant, book, key);
        foreach (var some in wanted.GroupBy(each => (each.Tenant, each.Book, each.Identity.Kind)))
            Fetch(session, some.Key.Tenant, some.Key.Book, some.Key.Kind, [.. some.Select(each => each.Identity.Value)]);
        wanted.Clear();
        return known[asked];
    }

    void Fetch(Session session, string tenant, string book, IdentityKind kind, string[] values)
    {
        foreach (var value in values) known[new(tenant, book, new(kind, value))] = null;
        foreach (var (value, contact) in IdentityRows.ReadHolders(session, tenant, book, kind, values))
        {
            known[new(tenant, book, new(kind, value))] = contact;
            session.Once<ContactHeads>().Want(tenant, contact);
        }
    }

    readonly record struct Key(string Tenant, string Book, Identity Identity);
}
