using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ListContactsHandler(BookWalk book, AudienceWalk audience, ContactViews views) : IRequestHandler<ListContacts, ContactPage>
{
    public async Task<ContactPage> Handle(ListContacts request, CancellationToken cancel)
    {
        var page = new List<StoredContact>();
        await foreach (var contact in Walk(request, request.After, cancel))
        {
            page.Add(contact);
            if (page.Count > request.Limit) break;
        }
        long? total = request.Total ? await Walk(request, null, cancel).LongCountAsync(cancel) : null;
        var shown = page.Take(request.Limit).ToArray();
        return new(await views.Show(request.Who, shown, cancel), page.Count > request.Limit ? shown[^1].Id : null, total);
    }

    /// <summary>An audience may be of another book than the key's: without a book named, its own is meant.</summary>
    private IAsyncEnumerable<StoredContact> Walk(ListContacts request, Guid? after, CancellationToken cancel)
    {
        var (who, query) = (request.Who, request.Query);
        if (request.Audience is not { } id) return book.All(who.Tenant, Books.RequireSeen(who, request.Book), after, query, cancel);
        return audience.All(who, id, request.Book is null ? null : Books.RequireSeen(who, request.Book), after, query, cancel);
    }
}
