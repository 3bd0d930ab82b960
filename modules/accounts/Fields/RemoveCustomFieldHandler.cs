using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class RemoveCustomFieldHandler(ICustomFieldStore store) : IRequestHandler<RemoveCustomField, bool>
{
    public Task<bool> Handle(RemoveCustomField request, CancellationToken cancel)
    {
        Roles.Administers(request.By, "Custom fields are removed by admins and owners.");
        return store.Remove(request.By.Tenant, request.By.Organisation, request.Key, cancel);
    }
}
