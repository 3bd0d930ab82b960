using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class CreateManagedHandler(
    ManagedAccess access, ManagedRecipients recipients, IManagedStore store, AudienceLimits limits, IMediator door, BusinessClock clock)
    : IRequestHandler<CreateManaged, ManagedView>
{
    public async Task<ManagedView> Handle(CreateManaged request, CancellationToken cancel)
    {
        var (by, body) = (request.By, request.Body);
        ManagedAccess.RequireAdmin(by);
        await recipients.Check(by, body.Recipients, [], cancel);
        var made = new StoredManaged
        {
            Tenant = by.Tenant, Organisation = by.Organisation, Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            Name = body.Name, Description = body.Description, Definition = await door.Send(new CheckManaged(by, body.Definition), cancel),
            Recipients = body.Recipients, CreatedAt = clock.Now, CreatedBy = by.Name, UpdatedAt = clock.Now, UpdatedBy = by.Name,
        };
        // Here so that nothing is noted that cannot be, and where it is written so that it is not written.
        ManagedPolicy.CheckNew(made, await access.All(by, cancel), limits.Organisation);
        await door.Send(new NoteDeed(by, "managed.created", made.Id, new { made.Recipients }), cancel);
        await store.Add(made, others => ManagedPolicy.CheckNew(made, others, limits.Organisation), cancel);
        return await access.Settled(made, cancel);
    }
}

internal sealed class ReplaceManagedHandler(ManagedAccess access, ManagedRecipients recipients, IManagedStore store, IMediator door, BusinessClock clock)
    : IRequestHandler<ReplaceManaged, ManagedView>
{
    public async Task<ManagedView> Handle(ReplaceManaged request, CancellationToken cancel)
    {
        var (by, body) = (request.By, request.Body);
        var held = await access.Find(by, request.Id, cancel);
        await recipients.Check(by, body.Recipients, held.Recipients, cancel);
        var definition = await door.Send(new CheckManaged(by, body.Definition), cancel);
        StoredManaged Replaced(StoredManaged now, ImmutableArray<StoredManaged> others) =>
            ManagedPolicy.Replaced(now, others, body, definition, request.Version, by.Name, clock.Now);
        _ = Replaced(held, await access.All(by, cancel));
        await door.Send(new NoteDeed(by, "managed.changed", held.Id, new { body.Recipients }), cancel);
        return await access.Settled(await store.Change(by.Tenant, held.Id, Replaced, cancel) ?? throw ManagedPolicy.Unknown(), cancel);
    }
}

internal sealed class StopManagedHandler(ManagedAccess access, ManagedStops stops, IManagedStore store, IMediator door, BusinessClock clock)
    : IRequestHandler<StopManaged, ManagedStopView>
{
    public async Task<ManagedStopView> Handle(StopManaged request, CancellationToken cancel)
    {
        var (by, recipients, users) = (request.By, request.Recipients, request.Users);
        var held = await access.Find(by, request.Id, cancel);
        var wouldBe = await stops.Preview(by, held, recipients, users, cancel);
        if (request.DryRun) return wouldBe;
        if (!request.Confirmed) throw ManagedStops.Unconfirmed(wouldBe);
        await door.Send(new NoteDeed(by, "managed.stopped", held.Id, new { recipients, users }), cancel);
        var stopped = await store.Change(by.Tenant, held.Id, (now, _) => ManagedPolicy.Stopped(now, recipients, users, clock.Now), cancel) ?? throw ManagedPolicy.Unknown();
        var shown = await access.Settled(stopped, cancel);
        return wouldBe with { Managed = shown is { Ending: true, Users: 0 } ? null : shown };
    }
}

internal sealed class ReviewManagedHandler(ManagedKeeper keeper) : IRequestHandler<ReviewManaged>
{
    // Whom it is about is in no hurry: what he has follows while others are still given theirs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<Unit> Handle(ReviewManaged request, CancellationToken cancel)
    {
        await keeper.Settle(request.Tenant, Patience, cancel);
        return Unit.Value;
    }
}

internal sealed class RunManagedHandler(ManagedKeeper keeper) : IRequestHandler<RunManaged>
{
    public async Task<Unit> Handle(RunManaged request, CancellationToken cancel)
    {
        await keeper.Go(cancel);
        return Unit.Value;
    }
}
