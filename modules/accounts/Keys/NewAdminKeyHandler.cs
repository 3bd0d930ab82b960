using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class NewAdminKeyHandler(IAccountStore store, BusinessClock clock) : IRequestHandler<NewAdminKey, string>
{
    public async Task<string> Handle(NewAdminKey request, CancellationToken cancel)
    {
        var tenant = request.Tenant ?? Install.FirstTenant;
        if (tenant != Install.FirstTenant && !await store.IsFounded(tenant, cancel))
            throw new Refusal(404, "unknown-tenant", $"There is no tenant {tenant}.");
        var key = KeyText.New();
        await store.Found(Install.Of(tenant), KeyText.Hash(key), KeyText.Prefix(key), clock.Now, cancel);
        return key;
    }
}
