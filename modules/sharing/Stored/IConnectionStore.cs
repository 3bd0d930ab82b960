using System.Collections.Immutable;
using Contracts;

namespace Sharing.Stored;

/// <summary>The connections of organisations. Writes are durable when they return.</summary>
public interface IConnectionStore
{
    Task Add(StoredConnection connection, CancellationToken cancel);

    Task<StoredConnection?> Read(string tenant, string id, CancellationToken cancel);

    Task<ImmutableArray<StoredConnection>> List(string tenant, string organisation, CancellationToken cancel);

    /// <summary>Decides about the connection as it is now, in the transaction that writes what comes out.</summary>
    /// <returns>Null when there is none.</returns>
    Task<StoredConnection?> Change(string tenant, string id, Func<StoredConnection, StoredConnection> change, CancellationToken cancel);

    /// <summary>False, and nothing is written, when an audience is kept in sync by it.</summary>
    Task<bool> Remove(string tenant, string id, CancellationToken cancel);
}

/// <param name="Settings">A JSON object without the secrets.</param>
/// <param name="SecretNames">Of those in <paramref name="Secrets"/>.</param>
/// <param name="Secrets">A JSON object of them, sealed.</param>
/// <param name="Version">Rises with every change of an admin, and not with its health.</param>
public sealed record StoredConnection(
    string Tenant, string Organisation, string Id, string Connector, string Name, string Settings, ImmutableArray<string> SecretNames, byte[] Secrets,
    Instant CreatedAt, string CreatedBy, long Version, ConnectionHealthView? Health)
{
    /// <summary>What the other side has given by OAuth, sealed; null: nothing.</summary>
    public byte[]? Granted { get; init; }

    /// <summary>Rises with every grant, those that the server fetches by itself too.</summary>
    public long Grant { get; init; }
}
