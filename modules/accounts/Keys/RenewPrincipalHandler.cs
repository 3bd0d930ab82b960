using Contracts;
using MediatR;

namespace Accounts;

internal sealed class RenewPrincipalHandler(KeyResolver keys) : IRequestHandler<RenewPrincipal, Principal?>
{
    public Task<Principal?> Handle(RenewPrincipal request, CancellationToken cancel) => keys.Renew(request.Who, cancel);
}
