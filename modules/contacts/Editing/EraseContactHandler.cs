using Contracts;
using MediatR;

namespace Contacts;

internal sealed class EraseContactHandler(ContactDoor door, RecentRings rings) : IRequestHandler<EraseContact>
{
    public async Task<Unit> Handle(EraseContact request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Own, cancel);
        await door.Order(contact, grain => grain.Erase(request.Suppress));
        // After the order, so that what it just remembered goes too.
        door.Forget(contact);
        rings.Forget(contact);
        return Unit.Value;
    }
}
