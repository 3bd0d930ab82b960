using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class CreateConnectionHandler(ConnectionAccess access, IConnectionStore store, IMediator mediator, BusinessClock clock) : IRequestHandler<CreateConnection, ConnectionView>
{
    public async Task<ConnectionView> Handle(CreateConnection request, CancellationToken cancel)
    {
        var by = request.Principal;
        ConnectionAccess.RequireAdmin(by);
        var form = access.Form(request.Connector);
        var split = await access.Check(form, SettingsSplit.After([], request.Settings), cancel);
        var id = Guid.CreateVersion7().ToString("N");
        var made = new StoredConnection(
            by.Tenant, by.Organisation, id, form.Id, request.Name, split.Plain, split.SecretNames, access.Seal(id, split.Secrets), clock.Now, by.Name, 1, null);
        await mediator.Send(new NoteDeed(by, "connection.created", id, new { made.Connector }), cancel);
        await store.Add(made, cancel);
        return access.Show(made);
    }
}

internal sealed class ChangeConnectionHandler(ConnectionAccess access, IConnectionStore store, SyncQueue syncs, IMediator mediator)
    : IRequestHandler<ChangeConnection, ConnectionView>
{
    public async Task<ConnectionView> Handle(ChangeConnection request, CancellationToken cancel)
    {
        var held = await access.Find(request.Principal, request.Id, cancel);
        if (request.Version is { } version && version != held.Version)
            throw new Refusal(412, "changed-meanwhile", "The connection was changed meanwhile. Read it again and decide anew.");
        var split = request.Settings is { } change ? await access.Check(access.Form(held.Connector), SettingsSplit.After(access.Known(held), change), cancel) : null;
        var disconnects = request.Settings is { } settings && access.Disconnects(held, settings);
        await mediator.Send(new NoteDeed(request.Principal, "connection.changed", held.Id, new { Settings = SettingsSplit.Names(request.Settings) }), cancel);
        var changed = await store.Change(held.Tenant, held.Id, now => now.Version == held.Version ? After(now, request.Name, split, disconnects) : now, cancel) ?? throw ConnectionAccess.Unknown();
        // Somebody was faster: the change is made to what he has left.
        if (changed.Version == held.Version) return await Handle(request, cancel);
        // Who waits because of the old settings tries the new ones.
        if (split is not null) await syncs.WakeThoseOf(held, cancel);
        return access.Show(changed);
    }

    private StoredConnection After(StoredConnection now, string? name, SettingsSplit? split, bool disconnects)
    {
        var renamed = now with { Name = name ?? now.Name, Version = now.Version + 1, Granted = disconnects ? null : now.Granted, Grant = now.Grant + (disconnects ? 1 : 0) };
        return split is null ? renamed : renamed with
        {
            Settings = split.Plain, SecretNames = split.SecretNames, Secrets = access.Seal(now.Id, split.Secrets), Health = null,
        };
    }
}

internal sealed class RemoveConnectionHandler(ConnectionAccess access, IConnectionStore store, IConnectors connectors, IMediator mediator) : IRequestHandler<RemoveConnection>
{
    public async Task<Unit> Handle(RemoveConnection request, CancellationToken cancel)
    {
        var held = await access.Find(request.Principal, request.Id, cancel);
        await mediator.Send(new NoteDeed(request.Principal, "connection.removed", held.Id), cancel);
        if (!await store.Remove(held.Tenant, held.Id, cancel))
            throw new Refusal(409, "in-use", $"Audiences are kept in sync by this connection. GET /v1/syncs?connection={held.Id} lists the syncs; remove them first.");
        await connectors.Close(held.Id);
        return Unit.Value;
    }
}

internal sealed class TestConnectionHandler(ConnectionAccess access, IConnectionStore store, IConnectors connectors, SyncQueue syncs, BusinessClock clock)
    : IRequestHandler<TestConnection, ConnectionHealthView>
{
    public async Task<ConnectionHealthView> Handle(TestConnection request, CancellationToken cancel)
    {
        var held = await access.Find(request.Principal, request.Id, cancel);
        var health = await Ask(held, cancel);
        await store.Change(held.Tenant, held.Id, now => now.Version == held.Version ? now with { Health = health } : now, cancel);
        if (health.State == "healthy") await syncs.WakeThoseOf(held, cancel);
        return health;
    }

    private async Task<ConnectionHealthView> Ask(StoredConnection held, CancellationToken cancel)
    {
        try
        {
            var health = await connectors.Check(await access.Open(held, cancel), cancel);
            return ConnectionAccess.Health(health.Failure, health.Detail, clock.Now);
        }
        catch (CallFailedException failed)
        {
            return ConnectionAccess.Health(failed.Health ?? Audiences.Sdk.ConnectorFailure.Unavailable, failed.Message, clock.Now);
        }
    }
}
