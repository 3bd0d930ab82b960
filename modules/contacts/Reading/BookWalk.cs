using System.Runtime.CompilerServices;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>Walks a book by id. A query looks at every contact on the way: right, and slow for a rare name in a large book.</summary>
internal sealed class BookWalk(IContactStore store, IMediator mediator)
{
    private const int Step = 1000;

    /// <param name="book">It may be a team's: then those are walked that the team sees.</param>
    public async IAsyncEnumerable<StoredContact> All(
        string tenant, string book, Guid? after, string? query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pages = Books.TeamOf(book) is { } team ? OfTeam(tenant, team, after, cancel) : OfBook(tenant, book, after, cancel);
        await foreach (var contact in pages)
            if (ContactSearch.Matches(contact.Profile, query))
                yield return contact;
    }

    private async IAsyncEnumerable<StoredContact> OfBook(string tenant, string book, Guid? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await store.List(tenant, book, after, Step, cancel) is { Length: > 0 } contacts)
        {
            foreach (var contact in contacts)
                yield return contact;
            after = contacts[^1].Id;
        }
    }

    private async IAsyncEnumerable<StoredContact> OfTeam(string tenant, string team, Guid? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await mediator.Send(new ListTeamContacts(tenant, team, after, Step), cancel) is { Count: > 0 } ids)
        {
            foreach (var contact in await store.ReadMany(tenant, [.. ids], cancel))
                // It may have gone, or be shared no more, since it was listed.
                if (contact is { State: ContactState.Live, Profile.Archived: null } && contact.Profile.Teams.ContainsKey(team))
                    yield return contact;
            after = ids[^1];
        }
    }
}
