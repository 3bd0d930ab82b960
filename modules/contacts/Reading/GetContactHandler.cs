using Contracts;
using MediatR;

namespace Contacts;

internal sealed class GetContactHandler(ContactDoor door, ContactViews views) : IRequestHandler<GetContact, ContactView>
{
    public async Task<ContactView> Handle(GetContact request, CancellationToken cancel) =>
        await views.Show(request.Who, await door.Find(request.Who, request.Reference, request.Book, Use.Read, cancel), cancel);
}
