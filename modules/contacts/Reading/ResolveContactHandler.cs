using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ResolveContactHandler(ContactDoor door) : IRequestHandler<ResolveContact, Guid>
{
    public async Task<Guid> Handle(ResolveContact request, CancellationToken cancel) =>
        (await door.Find(request.Who, request.Reference, request.Book, Use.Read, cancel)).Id;
}
