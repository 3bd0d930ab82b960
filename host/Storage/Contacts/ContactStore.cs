using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Host.Storage.Accounts;
using Host.Storage.Partitions;

namespace Host.Storage.Contacts;

internal sealed class ContactStore(Database database) : IContactStore
{
    public Task<StoredContact?> Read(string tenant, Guid contact, CancellationToken cancel) =>
        database.Read(session => One(session, tenant, contact), cancel);

    public Task<ImmutableArray<StoredContact?>> ReadMany(string tenant, ImmutableArray<Guid> contacts, CancellationToken cancel) =>
        database.Read(session => Several(session, tenant, contacts), cancel);

    public Task<ImmutableArray<IdentityHolders>> Resolve(
        string tenant, string book, ImmutableArray<Identity> identities, int limit, CancellationToken cancel) => database.Read(
            session =>
            {
                var suppresses = ErasedRows.AnySuppressed(session);
                var erased = new ErasedRows(database.Hash);
                var bearers = IdentityRows.Bearers(session, tenant, book, identities);
                return identities.Select(identity => new IdentityHolders(
                    identity,
                    Holders(session, tenant, book, identity, bearers, limit),
                    suppresses && erased.IsSuppressed(session, tenant, book, identity))).ToImmutableArray();
            },
            cancel);

    public Task<ImmutableArray<StoredContact>> Everywhere(string tenant, Identity identity, CancellationToken cancel) => database.Read(
        session => UserRows.AllBooks(session, tenant).SelectMany(book => Holders(session, tenant, book, identity, IdentityRows.Bearers(session, tenant, book, [identity]), int.MaxValue))
            .Select(contact => One(session, tenant, contact)!).ToImmutableArray(),
        cancel);

    public Task<ImmutableArray<Guid>> Joined(string tenant, Guid contact, CancellationToken cancel) =>
        database.Read(session => ContactRows.Merged(session, tenant, contact).ToImmutableArray(), cancel);

    public Task<ImmutableArray<StoredMessage>> Messages(
        string tenant, int partition, ImmutableArray<long> positions, CancellationToken cancel) => database.Read(
            session =>
            {
                var messages = ImmutableArray.CreateBuilder<StoredMessage>(positions.Length);
                if (PartitionRows.Head(session, tenant, partition) is not { Log: var log }) return messages.ToImmutable();
                foreach (var position in positions)
                    if (ChangeRows.MessageAt(session, Place.Of(log, position)) is { Message: var message }) messages.Add(message);
                return messages.ToImmutable();
            },
            cancel);

    public Task<ImmutableArray<StoredContact>> List(string tenant, string book, Guid? after, int limit, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(
                ContactRows.Select + " WHERE tenant = $1 AND book = $2 AND state = 0 AND id > $3 ORDER BY id LIMIT $4",
                tenant, book, after ?? Guid.Empty, limit);
            return All(rows);
        },
        cancel);

    public Task<ImmutableArray<StoredContact>> Unfinished(string tenant, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(ContactRows.Select + " WHERE tenant = $1 AND state = 1 ORDER BY no", tenant);
            return All(rows);
        },
        cancel);

    public Task<ImmutableArray<PartitionFill>> Fill(string tenant, CancellationToken cancel) => database.Read(
        session =>
        {
            var fill = ImmutableArray.CreateBuilder<PartitionFill>();
            using var rows = session.Query("SELECT partition, next_slot FROM partitions WHERE tenant = $1 ORDER BY partition", tenant);
            while (rows.Next()) fill.Add(new(rows.Int(0), rows.Int(1)));
            return fill.ToImmutable();
        },
        cancel);

    static ImmutableArray<StoredContact> All(Rows rows)
    {
        var contacts = ImmutableArray.CreateBuilder<StoredContact>();
        while (rows.Next()) contacts.Add(ContactRows.Read(rows));
        return contacts.ToImmutable();
    }

    static StoredContact? One(Session session, string tenant, Guid contact)
    {
        using var rows = session.Query(ContactRows.Select + " WHERE tenant = $1 AND id = $2", tenant, contact);
        return rows.Next() ? ContactRows.Read(rows) : null;
    }

    static ImmutableArray<StoredContact?> Several(Session session, string tenant, ImmutableArray<Guid> contacts)
    {
        if (!session.AsksAtOnce) return [.. contacts.Select(contact => One(session, tenant, contact))];
        using var rows = session.Query(ContactRows.Select + ContactRows.OfIds, tenant, contacts.ToArray());
        var found = All(rows).ToDictionary(contact => contact.Id);
        return [.. contacts.Select(contact => found.GetValueOrDefault(contact))];
    }

    static ImmutableArray<Guid> Holders(
        Session session, string tenant, string book, Identity identity, ILookup<Identity, Guid> bearers, int limit)
    {
        if (identity.IsKey) return IdentityRows.Owner(session, tenant, book, identity) is { } owner ? [owner.Id] : [];
        var survivors = new List<Guid>();
        foreach (var id in bearers[identity])
        {
            if (survivors.Count == limit) break;
            if (ContactRows.Survivor(session, tenant, ContactRows.Head(session, tenant, id)!.Value) is { } survivor
                && !survivors.Contains(survivor.Id)) survivors.Add(survivor.Id);
        }
        return [.. survivors];
    }
}
