using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class OrganisingOfHandler(IConfigurationStore store) : IRequestHandler<OrganisingOf, Organising>
{
    public async Task<Organising> Handle(OrganisingOf request, CancellationToken cancel) =>
        (await store.OfBook(request.Tenant, request.Book, cancel)).Organising;
}
