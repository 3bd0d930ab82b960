using System.Runtime.CompilerServices;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>Walks the members of an audience by id, as <see cref="BookWalk"/> walks a book.</summary>
internal sealed class AudienceWalk(IContactStore store, IMediator mediator)
{
    private const int Step = 1000;

    /// <param name="book">The asker wants no others than its contacts; null: all that he sees.</param>
    /// <exception cref="Refusal">404 unknown-audience.</exception>
    public async IAsyncEnumerable<StoredContact> All(
        Principal who, string audience, string? book, Guid? after, string? query, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var more = true; more;)
        {
            var page = await mediator.Send(new ListMembers(who, audience, after, null, Step), cancel);
            foreach (var contact in await store.ReadMany(who.Tenant, [.. page.Items.Select(member => member.ContactId)], cancel))
                // Erased or merged since the audience was asked.
                if (contact is { State: ContactState.Live } && TeamSight.Sees(who, contact, book) && ContactSearch.Matches(contact.Profile, query))
                    yield return contact;
            more = page.More;
            if (more) after = page.Items[^1].ContactId;
        }
    }
}
