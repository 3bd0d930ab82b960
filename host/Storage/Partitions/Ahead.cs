using Audiences.Stored;
using Host.Storage.Contacts;

namespace Host.Storage.Partitions;

/// <summary>Says what appends will ask for, before the first of them asks.</summary>
internal static class Ahead
{
    public static void Of(Session session, params ReadOnlySpan<PartitionAppend> appends)
    {
        foreach (var append in appends)
            if (append.Contact is { } contact) Of(session, append.Tenant, contact);
    }

    static void Of(Session session, string tenant, ContactWrite contact)
    {
        session.Once<ContactHeads>().Want(tenant, contact.Id);
        if (contact.Write is not { } row) return;
        if (contact.Version == 0) session.Once<ContactNumbers>().Want();
        if (contact.Claims.IsDefaultOrEmpty) return;
        var holders = session.Once<KeyHolders>();
        foreach (var identity in contact.Claims)
            if (identity.IsKey) holders.Want(tenant, row.Book, identity);
    }
}
