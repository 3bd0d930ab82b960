using Contracts;
using MediatR;

namespace Contacts;

internal sealed class MergeContactHandler(ContactDoor door, ContactViews views) : IRequestHandler<MergeContact, ContactView>
{
    public async Task<ContactView> Handle(MergeContact request, CancellationToken cancel)
    {
        var from = await door.Find(request.Who, request.Reference, request.Book, Use.Own, cancel);
        var into = await door.Find(request.Who, request.Into, request.Book, Use.Own, cancel);
        if (from.Id == into.Id) return await views.Show(request.Who, into, cancel);
        // Of two merges that cross, the second finds its survivor closed and follows it: the order then is to absorb itself, which is done.
        var (_, survivor) = await door.Order(into, grain => grain.Absorb(new(from.Id, JoinRight.Anybody)));
        door.Forget(from);
        door.Forget(into);
        return await views.Show(request.Who, survivor, cancel);
    }
}
