using System.Collections.Immutable;
using Contracts;

namespace Contacts.Stored;

/// <summary>
/// What the contacts module reads back; it is written by the partitions' appends alone. Reads see every append that was acknowledged.
/// </summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface IContactStore
{
    /// <summary>The row, whatever its state; null when the tenant never had it.</summary>
    Task<StoredContact?> Read(string tenant, Guid contact, CancellationToken cancel);

    /// <summary>The rows in the order asked; null where the tenant never had one.</summary>
    Task<ImmutableArray<StoredContact?>> ReadMany(string tenant, ImmutableArray<Guid> contacts, CancellationToken cancel);

    /// <summary>
    /// Who holds each identity in the book, in the order asked; for keys at most one contact, for addresses up to
    /// <paramref name="limit"/>. Contacts that are closed are answered by their survivor.
    /// </summary>
    Task<ImmutableArray<IdentityHolders>> Resolve(string tenant, string book, ImmutableArray<Identity> identities, int limit, CancellationToken cancel);

    /// <summary>The live contacts of every book of the tenant that the identity leads to; of closed ones their survivors.</summary>
    Task<ImmutableArray<StoredContact>> Everywhere(string tenant, Identity identity, CancellationToken cancel);

    /// <summary>The contact and all that were ever joined into it, in whatever state; empty when the tenant never had it.</summary>
    Task<ImmutableArray<Guid>> Joined(string tenant, Guid contact, CancellationToken cancel);

    /// <summary>The message rows at those positions of a partition, in the order asked; wiped ones are left out.</summary>
    Task<ImmutableArray<StoredMessage>> Messages(string tenant, int partition, ImmutableArray<long> positions, CancellationToken cancel);

    /// <summary>Live contacts of a book by id, after <paramref name="after"/>.</summary>
    Task<ImmutableArray<StoredContact>> List(string tenant, string book, Guid? after, int limit, CancellationToken cancel);

    /// <summary>Contacts in state Merging whose survivor has not taken them up yet.</summary>
    Task<ImmutableArray<StoredContact>> Unfinished(string tenant, CancellationToken cancel);

    /// <summary>Numbers of the tenant's partitions, and how many slots each has handed out.</summary>
    Task<ImmutableArray<PartitionFill>> Fill(string tenant, CancellationToken cancel);
}

/// <param name="Suppressed">The identity was erased with <c>suppress</c>: nothing about it is taken.</param>
public readonly record struct IdentityHolders(Identity Identity, ImmutableArray<Guid> Contacts, bool Suppressed);

public readonly record struct PartitionFill(int Partition, int Slots);
