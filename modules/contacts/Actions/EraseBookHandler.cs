using System.Collections.Immutable;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class EraseBookHandler(BookWalk walk, ActionOrder order) : IRequestHandler<EraseBook, JobView>
{
    private const int Step = 1000;

    public Task<JobView> Handle(EraseBook request, CancellationToken cancel) => order.Place(
        request.Who, ActionVerb.Erase, ActionVerb.WholeBook,
        walk.All(request.Who.Tenant, request.Book, null, null, cancel).Select(contact => contact.Id).Chunk(Step)
            .Select(ids => (request.Book, ids.ToImmutableArray())).DefaultIfEmpty((request.Book, [])),
        cancel);
}
