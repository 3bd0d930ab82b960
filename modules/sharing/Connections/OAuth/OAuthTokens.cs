using System.Collections.Concurrent;
using Audiences.Sdk;
using Sharing.Stored;

namespace Sharing;

/// <summary>The grants of connections: kept sealed, and fetched anew before they end.</summary>
internal sealed class OAuthTokens(IConnectionStore store, ITokenEndpoint endpoint, ISettingsSeal seal, TimeProvider machine)
{
    // An authorization server may take a refresh token but once: nobody fetches beside another.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new();

    /// <summary>The connection with a grant that is good for some time yet.</summary>
    /// <exception cref="CallFailedException">There is none, and none to be had.</exception>
    public async Task<(StoredConnection Connection, OAuthGrant Grant)> Fresh(StoredConnection connection, OAuthClient client, CancellationToken cancel)
    {
        if (GrantOf(connection) is { } held && held.IsFresh(machine.GetUtcNow())) return (connection, held);
        var gate = gates.GetOrAdd(connection.Id, _ => new(1));
        await gate.WaitAsync(cancel);
        try
        {
            // Somebody may have been faster.
            var now = await store.Read(connection.Tenant, connection.Id, cancel) ?? connection;
            if (GrantOf(now) is not { } grant) throw Missing("It is not connected: POST /v1/connectors/{id}/authorize.");
            return grant.IsFresh(machine.GetUtcNow()) ? (now, grant) : await Renew(now, grant, client, cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A code becomes a grant, which is kept.</summary>
    /// <returns>Null when the connection is another by now.</returns>
    /// <exception cref="CallFailedException"/>
    public async Task<StoredConnection?> Take(StoredConnection connection, OAuthClient client, AuthorizationState state, string code, CancellationToken cancel)
    {
        var answer = await endpoint.Ask(connection.Id, client.TokenAddress, client.CodeForm(code, state.Verifier, state.Back), cancel);
        var grant = OAuthClient.Read(answer, null, machine.GetUtcNow());
        return await Keep(connection, grant, now => now.Version == connection.Version ? now with { Version = now.Version + 1, Health = null } : null, cancel);
    }

    private async Task<(StoredConnection, OAuthGrant)> Renew(StoredConnection now, OAuthGrant grant, OAuthClient client, CancellationToken cancel)
    {
        if (grant.RefreshToken is not { } refresh) throw Missing("The access that the other side had given has ended: connect anew.");
        // Not to be cancelled: what it was asked for it gives but once.
        var answer = await endpoint.Ask(now.Id, client.TokenAddress, client.RefreshForm(refresh), CancellationToken.None);
        var next = OAuthClient.Read(answer, grant, machine.GetUtcNow());
        // Whoever connected anew meanwhile has a better one; his other changes do not matter.
        var kept = await Keep(now, next, then => then.Grant == now.Grant ? then : null, CancellationToken.None);
        return kept is null ? throw new CallFailedException("The connection was made anew in this moment.", mayPass: true, null) : (kept, next);
    }

    /// <param name="fitting">The connection as it is when this is written, with what else changes; null when it is not for this one.</param>
    private async Task<StoredConnection?> Keep(StoredConnection connection, OAuthGrant grant, Func<StoredConnection, StoredConnection?> fitting, CancellationToken cancel)
    {
        var granted = seal.Seal(grant.ToJson(), Purpose(connection.Id));
        var kept = await store.Change(
            connection.Tenant, connection.Id, now => fitting(now) is { } fits ? fits with { Granted = granted, Grant = now.Grant + 1 } : now, cancel);
        return kept?.Granted is { } held && held.AsSpan().SequenceEqual(granted) ? kept : null;
    }

    private OAuthGrant? GrantOf(StoredConnection connection) =>
        connection.Granted is { } granted && seal.Open(granted, Purpose(connection.Id)) is { } json ? OAuthGrant.Of(json) : null;

    private static CallFailedException Missing(string why) => new(why, mayPass: false, ConnectorFailure.NeedsReconnect);

    private static string Purpose(string id) => $"grant:{id}";
}
