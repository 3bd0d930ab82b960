using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ShowContactsHandler(IContactStore store, ContactViews views) : IRequestHandler<ShowContacts, IReadOnlyList<ContactView>>
{
    public async Task<IReadOnlyList<ContactView>> Handle(ShowContacts request, CancellationToken cancel)
    {
        var found = await store.ReadMany(request.Who.Tenant, [.. request.Ids], cancel);
        StoredContact[] seen = [.. found.OfType<StoredContact>().Where(contact => contact.State == ContactState.Live && TeamSight.Sees(request.Who, contact, null))];
        return await views.Show(request.Who, seen, cancel);
    }
}
