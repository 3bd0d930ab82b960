using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class RevokeKeyHandler(IAccountStore store, KeyCache cache, BusinessClock clock) : IRequestHandler<RevokeKey, bool>
{
    public async Task<bool> Handle(RevokeKey request, CancellationToken cancel)
    {
        KeyPolicy.Administers(request.By);
        try
        {
            return await store.Revoke(request.By.Tenant, request.Id, clock.Now, cancel);
        }
        finally
        {
            // Also when the outcome is unknown: the next request then asks the store.
            cache.Clear();
        }
    }
}
