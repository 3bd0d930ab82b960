using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class CustomFieldsOfHandler(ICustomFieldStore store) : IRequestHandler<CustomFieldsOf, ImmutableArray<CustomField>>
{
    public Task<ImmutableArray<CustomField>> Handle(CustomFieldsOf request, CancellationToken cancel) =>
        store.OfBook(request.Tenant, request.Book, cancel);
}
