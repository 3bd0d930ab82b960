using System.Runtime.CompilerServices;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Walks a book by id. A query looks at every contact on the way: right, and slow for a rare name in a large book.</summary>
internal sealed class BookWalk(IContactStore store)
{
    private const int Step = 1000;

    public async IAsyncEnumerable<StoredContact> All(
        string tenant, string book, Guid? after, string? query, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await store.List(tenant, book, after, Step, cancel) is { Length: > 0 } contacts)
        {
            foreach (var contact in contacts)
                if (ContactSearch.Matches(contact.Profile, query))
                    yield return contact;
            after = contacts[^1].Id;
        }
    }
}
