using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class AuthorizeConnectionHandler(ConnectionAccess access, ISettingsSeal seal, IMediator mediator, TimeProvider machine)
    : IRequestHandler<AuthorizeConnection, AuthorizationView>
{
    public async Task<AuthorizationView> Handle(AuthorizeConnection request, CancellationToken cancel)
    {
        var held = await access.Find(request.Principal, request.Id, cancel);
        var client = access.Client(held) ?? throw new Refusal(409, "no-oauth", $"The connector \"{held.Connector}\" is not connected by letting this server in: give its settings.");
        try
        {
            var state = AuthorizationState.For(request.Principal, held, request.Back, machine.GetUtcNow());
            var address = client.AuthorizeAddress(state.Seal(seal), state.Challenge, state.Back);
            await mediator.Send(new NoteDeed(request.Principal, "connection.authorizing", held.Id), cancel);
            return new(address, state.ExpiresAt);
        }
        catch (CallFailedException incomplete)
        {
            throw Refusal.Invalid("settings", incomplete.Message);
        }
    }
}

internal sealed class FinishAuthorizationHandler(ConnectionAccess access, OAuthTokens tokens, SyncQueue syncs, ISettingsSeal seal, IMediator mediator, TimeProvider machine)
    : IRequestHandler<FinishAuthorization, string>
{
    public async Task<string> Handle(FinishAuthorization request, CancellationToken cancel)
    {
        var state = AuthorizationState.Open(request.State, seal, machine.GetUtcNow());
        if (request.Error is not null || request.Code is not { Length: > 0 } code)
            throw new Refusal(400, "not-authorized", "The other side was not told to let this server in.");
        // Meanwhile he may have become somebody else.
        if (await mediator.Send(new RenewPrincipal(state.Who), cancel) is not { MayChangeOrganisation: true } who)
            throw new Refusal(403, "missing-role", "Who began this may not connect anything any more.");
        var held = await access.Find(who, state.Connection, cancel);
        if (held.Version != state.Version || access.Client(held) is not { } client) throw Changed();
        await mediator.Send(new NoteDeed(who, "connection.authorized", held.Id), cancel);
        try
        {
            var connected = await tokens.Take(held, client, state, code, cancel) ?? throw Changed();
            await syncs.WakeThoseOf(connected, cancel);
            return connected.Name;
        }
        catch (CallFailedException failed)
        {
            throw failed.MayPass ? new Refusal(503, "other-side-away", failed.Message) { RetryAfter = 5 } : new Refusal(400, "not-authorized", failed.Message);
        }
    }

    private static Refusal Changed() =>
        new(409, "changed-meanwhile", "The connection was changed or removed since this began. POST /v1/connectors/{id}/authorize begins anew.");
}
