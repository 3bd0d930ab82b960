namespace Host.Storage.Contacts;

/// <summary>
/// The heads that a transaction asks for. Where each question is a way to another machine and back, those that are known to be asked
/// for are read together.
/// </summary>
internal sealed class ContactHeads
{
    readonly Dictionary<(string Tenant, Guid Id), ContactHead?> known = [];
    readonly HashSet<(string Tenant, Guid Id)> wanted = [];

    /// <summary>It will be asked for.</summary>
    public void Want(string tenant, Guid id) => wanted.Add((tenant, id));

    /// <summary>Its row is written: what was read before is not so any more.</summary>
    public void Forget(string tenant, Guid id)
    {
        known.Remove((tenant, id));
        wanted.Remove((tenant, id));
    }

    public ContactHead? Head(Session session, string tenant, Guid id)
    {
        if (known.TryGetValue((tenant, id), out var head)) return head;
        if (!wanted.Contains((tenant, id))) return ContactRows.ReadHead(session, tenant, id);
        foreach (var asked in wanted.GroupBy(each => each.Tenant, each => each.Id)) Fetch(session, asked.Key, [.. asked]);
        wanted.Clear();
        return known[(tenant, id)];
    }

    void Fetch(Session session, string tenant, Guid[] ids)
    {
        foreach (var id in ids) known[(tenant, id)] = null;
        foreach (var head in ContactRows.ReadHeads(session, tenant, ids)) known[(tenant, head.Id)] = head;
    }
}
