using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class FoundTenantHandler(IAccountStore store, IMediator door, BusinessClock clock) : IRequestHandler<FoundTenant, string>
{
    public async Task<string> Handle(FoundTenant request, CancellationToken cancel)
    {
        if (!Install.IsName(request.Tenant))
            throw new Refusal(422, "invalid", "A tenant's name has 1 to 40 lower-case letters, digits and -.");
        if (!await store.Found(Install.Of(request.Tenant), null, null, clock.Now, cancel))
            throw new Refusal(409, "tenant-exists", $"There is a tenant {request.Tenant}; `keys new --admin --tenant {request.Tenant}` makes a key for it.");
        return await door.Send(new NewAdminKey(request.Tenant), cancel);
    }
}
