using Contracts;
using MediatR;

namespace Contacts;

internal sealed class EraseContactHandler(ContactDoor door, Erasing erasing) : IRequestHandler<EraseContact>
{
    public async Task<Unit> Handle(EraseContact request, CancellationToken cancel)
    {
        await erasing.Erase(await door.Find(request.Who, request.Reference, request.Book, Use.Own, cancel), request.Suppress);
        return Unit.Value;
    }
}
