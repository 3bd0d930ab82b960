using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class RevokeKeyHandler(IAccountStore store, KeyCache cache, BusinessClock clock) : IRequestHandler<RevokeKey, bool>
{
    public async Task<bool> Handle(RevokeKey request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by, "Keys are made and revoked by admins and owners.");
        if ((await store.Keys(by.Tenant, cancel)).All(key => key.Id != request.Id || key.Organisation != by.Organisation)) return false;
        try
        {
            return await store.Revoke(by.Tenant, request.Id, clock.Now, Auditing.Entry(by, clock, "key.revoked", request.Id), cancel);
        }
        finally
        {
            // Also when the outcome is unknown: the next request then asks the store.
            cache.Clear();
        }
    }
}
