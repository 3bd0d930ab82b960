using System.Collections.Immutable;
using Contracts;

namespace Sharing.Stored;

/// <summary>Managed audiences as admins want them. What users have of them follows, and is found where it is. Writes are durable when they return.</summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface IManagedStore
{
    /// <param name="check">Throws when it may not be added to those of its organisation that there are.</param>
    Task Add(StoredManaged set, Action<ImmutableArray<StoredManaged>> check, CancellationToken cancel);

    /// <summary>Oldest first.</summary>
    Task<ImmutableArray<StoredManaged>> OfTenant(string tenant, CancellationToken cancel);

    /// <summary>Those that have any.</summary>
    Task<ImmutableArray<string>> Tenants(CancellationToken cancel);

    /// <summary>Decides about it as it is now, in the transaction that writes what comes out; null when it is not there.</summary>
    /// <param name="change">Is given those of its organisation too.</param>
    Task<StoredManaged?> Change(
        string tenant, string id, Func<StoredManaged, ImmutableArray<StoredManaged>, StoredManaged> change, CancellationToken cancel);

    /// <summary>One that has ended.</summary>
    Task Remove(string tenant, string id, CancellationToken cancel);
}

/// <summary>Filters, and who is to have them.</summary>
public sealed record StoredManaged
{
    public required string Tenant { get; init; }

    public required string Organisation { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Canonical JSON.</summary>
    public required string Definition { get; init; }

    /// <summary><c>everyone</c>, <c>user:…</c>, <c>team:…</c>, <c>organisation:…</c>.</summary>
    public required ImmutableArray<string> Recipients { get; init; }

    /// <summary>Users who do not get it whatever recipients stand for them.</summary>
    public ImmutableArray<string> Stopped { get; init; } = [];

    /// <summary>Of name, description and definition: who has another one is behind.</summary>
    public int Edition { get; init; } = 1;

    /// <summary>Rises with every change; the ETag.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Stopped for all: removed when nobody has it any more.</summary>
    public bool Ended { get; init; }

    public required Instant CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required Instant UpdatedAt { get; init; }

    /// <summary>Who made the edition.</summary>
    public required string UpdatedBy { get; init; }
}
