using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ArchiveContactHandler(ContactDoor door, ContactViews views) : IRequestHandler<ArchiveContact, ContactView>
{
    public async Task<ContactView> Handle(ArchiveContact request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Write, cancel);
        var reason = string.IsNullOrWhiteSpace(request.Reason) ? "hand" : request.Reason;
        var edit = new ContactEdit(request.On ? EditKind.Archive : EditKind.Unarchive, reason, door.Stamp(request.Who), null);
        var (_, id) = await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        return await views.Show(contact.Tenant, id, cancel);
    }
}
