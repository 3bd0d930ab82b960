using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>Walks the book by id. A query looks at every contact on the way: right, and slow for a rare name in a large book.</summary>
internal sealed class ListContactsHandler(IContactStore store, ContactViews views) : IRequestHandler<ListContacts, ContactPage>
{
    private const int Step = 1000;

    public async Task<ContactPage> Handle(ListContacts request, CancellationToken cancel)
    {
        var book = ContactDoor.BookOf(request.Who, request.Book);
        var page = new List<StoredContact>();
        long total = 0;
        await foreach (var contact in All(request.Who.Tenant, book, request.Total ? null : request.After, Step, cancel))
        {
            if (!ContactSearch.Matches(contact.Profile, request.Query)) continue;
            total++;
            if (page.Count <= request.Limit && (!request.Total || IsAfter(contact.Id, request.After))) page.Add(contact);
            if (page.Count > request.Limit && !request.Total) break;
        }
        var hasMore = page.Count > request.Limit;
        var shown = page.Take(request.Limit).ToArray();
        return new(await views.Show(shown, cancel), hasMore ? shown[^1].Id : null, request.Total ? total : null);
    }

    private async IAsyncEnumerable<StoredContact> All(
        string tenant, string book, Guid? after, int step, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (await store.List(tenant, book, after, step, cancel) is { Length: > 0 } contacts)
        {
            foreach (var contact in contacts) yield return contact;
            after = contacts[^1].Id;
        }
    }

    // By bytes as written, which is how the store orders ids.
    private static bool IsAfter(Guid id, Guid? after) =>
        after is not { } place || id.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(place.ToByteArray(bigEndian: true)) > 0;
}
