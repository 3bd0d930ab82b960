using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

/// <summary>Audiences that somebody shared, contacts and all: nobody meets them by conditions, who is in bears the share's pin.</summary>
internal sealed class ReceivedAudiences(SystemAudienceMaker maker, AudienceBuilds builds, Inliner inliner, BusinessClock clock)
{
    public const string Kind = "shared";

    public static Refusal KeptByShare() => new(
        409, "kept-by-share", "Who shared this audience says what it is called and who is in it. POST /v1/audiences/{id}/leave gives it back: the contacts stay.");

    public async Task Receive(ReceiveAudience order, CancellationToken cancel)
    {
        var grain = maker.Grain(order.Tenant, order.Id);
        var draft = Draft(order);
        if (await grain.Read() is not { } state) await SystemAudience.Create(grain, draft);
        else if (order.Was != order.Name || state.Description != order.Description) await Rename(grain, draft);
        await builds.Bring(order.Tenant, order.Id).WaitAsync(cancel);
    }

    public async Task<bool> Drop(string tenant, string id)
    {
        if (await maker.Grain(tenant, id).Delete(revision: null) is not { } deleted) return false;
        await builds.Drop(tenant, deleted);
        return true;
    }

    private AudienceDraft Draft(ReceiveAudience order)
    {
        var definition = Definition.Nobody.ToJson();
        return new AudienceDraft(
            order.Name, order.Description, Kind, order.Book, Books.OfUser(order.User), Books.OfUser(order.By), clock.Now, definition,
            inliner.Inline(definition, [], JudgedAs.Of(Kind, order.Book, order.Id)), Cause.Shared);
    }

    private static Task Rename(IAudienceGrain grain, AudienceDraft draft) =>
        SystemAudience.Named(draft, named => grain.Redefine(named, revision: null));
}

internal sealed class ReceiveAudienceHandler(ReceivedAudiences received) : IRequestHandler<ReceiveAudience>
{
    public async Task<Unit> Handle(ReceiveAudience request, CancellationToken cancel)
    {
        await received.Receive(request, cancel);
        return Unit.Value;
    }
}

internal sealed class DropReceivedAudienceHandler(ReceivedAudiences received) : IRequestHandler<DropReceivedAudience, bool>
{
    public Task<bool> Handle(DropReceivedAudience request, CancellationToken cancel) => received.Drop(request.Tenant, request.Id);
}
