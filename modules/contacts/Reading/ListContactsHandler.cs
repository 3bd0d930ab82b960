using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ListContactsHandler(BookWalk walk, ContactViews views) : IRequestHandler<ListContacts, ContactPage>
{
    public async Task<ContactPage> Handle(ListContacts request, CancellationToken cancel)
    {
        var book = Books.RequireSeen(request.Who, request.Book);
        var page = new List<StoredContact>();
        await foreach (var contact in walk.All(request.Who.Tenant, book, request.After, request.Query, cancel))
        {
            page.Add(contact);
            if (page.Count > request.Limit) break;
        }
        long? total = request.Total ? await walk.All(request.Who.Tenant, book, null, request.Query, cancel).LongCountAsync(cancel) : null;
        var shown = page.Take(request.Limit).ToArray();
        return new(await views.Show(request.Who, shown, cancel), page.Count > request.Limit ? shown[^1].Id : null, total);
    }
}
