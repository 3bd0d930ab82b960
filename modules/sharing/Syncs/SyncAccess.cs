using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>Syncs for who may see them.</summary>
internal sealed class SyncAccess(ISyncStore store)
{
    public async Task<StoredSync> Find(Principal principal, string id, CancellationToken cancel)
    {
        ConnectionAccess.RequireAdmin(principal);
        return await store.Read(principal.Tenant, id, cancel) is { } found && found.Who.Organisation == principal.Organisation ? found : throw Unknown();
    }

    public static Refusal Unknown() => new(404, "unknown-sync", "There is no such sync. GET /v1/syncs lists those that there are.");

    public static SyncView Show(StoredSync sync) => new(
        sync.Id, sync.Audience, sync.Connection, sync.Fields, sync.State.Status.ToString().ToLowerInvariant(), sync.Paused, sync.State.Reason,
        sync.State.Run, sync.Rejected, sync.State.SyncedAt, sync.CreatedAt, sync.Who.Name);
}
