using Contracts;
using MediatR;

namespace Accounts;

internal sealed class AuthenticateHandler(KeyResolver keys) : IRequestHandler<Authenticate, Principal?>
{
    public Task<Principal?> Handle(Authenticate request, CancellationToken cancel) => keys.Resolve(request.Key, cancel);
}
