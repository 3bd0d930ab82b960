using Contracts;
using MediatR;

namespace Contacts;

internal sealed class TagContactHandler(ContactDoor door, ContactViews views) : IRequestHandler<TagContact, ContactView>
{
    public async Task<ContactView> Handle(TagContact request, CancellationToken cancel)
    {
        var tag = Tags.Require("tag", request.Tag);
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Write, cancel);
        var edit = new ContactEdit(request.On ? EditKind.Tag : EditKind.Untag, tag, door.Stamp(request.Who), null);
        var (_, id) = await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        return await views.Show(request.Who, id, cancel);
    }
}
