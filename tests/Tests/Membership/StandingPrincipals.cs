using Contracts;
using MediatR;

namespace Tests.Membership;

/// <summary>Who asks in a world without accounts may do so for ever.</summary>
internal sealed class StandingPrincipals : IRequestHandler<RenewPrincipal, Principal?>
{
    public Task<Principal?> Handle(RenewPrincipal request, CancellationToken cancel) => Task.FromResult<Principal?>(request.Who);
}
