using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class CreateSyncHandler(ConnectionAccess connections, ISyncStore store, SyncQueue queue, IMediator mediator, BusinessClock clock, TimeProvider machine)
    : IRequestHandler<CreateSync, SyncView>
{
    public async Task<SyncView> Handle(CreateSync request, CancellationToken cancel)
    {
        var who = request.Principal;
        var connection = await connections.Find(who, request.Connection, cancel);
        if (!connections.Form(connection.Connector).TakesAudiences)
            throw Refusal.Invalid("connection", $"The connector \"{connection.Connector}\" is no destination of audiences.");
        if (!who.May(Scopes.Export)) throw new Refusal(403, "missing-scope", "A sync takes contacts away: it is made with a key that has the scope `export`.");
        var audience = await mediator.Send(new GetAudience(who, request.Audience), cancel);
        if (!who.OrganisationBooks.Contains(audience.Book))
            throw Refusal.Invalid("audience", "Its contacts are a user's or a team's, and connections are all admins'. Only audiences over the organisation's book are kept in sync.", "private-book");
        // Refuses who may not take its contacts away.
        await mediator.Send(new BeginExport(who, audience.Id), cancel);
        var made = new StoredSync(
            Guid.CreateVersion7().ToString("N"), who, audience.Id, audience.Key, connection.Id, MemberFields.Check(request.Fields), clock.Now,
            // No other sync, of before or of another connection, has numbers from there on.
            new() { Sequence = machine.GetUtcNow().ToUnixTimeMilliseconds() * 1_000 });
        await mediator.Send(new NoteDeed(who, "sync.created", made.Id, new { made.Audience, made.Connection, made.Fields }), cancel);
        if (!await store.Add(made, cancel))
            throw new Refusal(409, "synced-already", "The audience is kept in sync by this connection already, or the connection has just been removed. GET /v1/syncs shows it.");
        queue.Wake(made.Id);
        return SyncAccess.Show(made);
    }
}

internal sealed class PauseSyncHandler(SyncWishes wishes) : IRequestHandler<PauseSync, SyncView>
{
    public async Task<SyncView> Handle(PauseSync request, CancellationToken cancel) =>
        await wishes.Take(request.Principal, request.Id, "sync.paused", paused: true, anew: false, cancel);
}

internal sealed class ResumeSyncHandler(SyncWishes wishes) : IRequestHandler<ResumeSync, SyncView>
{
    public async Task<SyncView> Handle(ResumeSync request, CancellationToken cancel) =>
        await wishes.Take(request.Principal, request.Id, "sync.resumed", paused: false, anew: false, cancel);
}

internal sealed class RerunSyncHandler(SyncWishes wishes) : IRequestHandler<RerunSync, SyncView>
{
    public async Task<SyncView> Handle(RerunSync request, CancellationToken cancel) =>
        await wishes.Take(request.Principal, request.Id, "sync.rerun", paused: null, anew: true, cancel);
}

internal sealed class RemoveSyncHandler(SyncAccess access, ISyncStore store, SyncQueue queue, IMediator mediator) : IRequestHandler<RemoveSync>
{
    public async Task<Unit> Handle(RemoveSync request, CancellationToken cancel)
    {
        var sync = await access.Find(request.Principal, request.Id, cancel);
        await mediator.Send(new NoteDeed(request.Principal, "sync.removed", sync.Id), cancel);
        if (!await store.Remove(sync.Who.Tenant, sync.Id, cancel)) throw SyncAccess.Unknown();
        queue.Wake(sync.Id);
        return Unit.Value;
    }
}
