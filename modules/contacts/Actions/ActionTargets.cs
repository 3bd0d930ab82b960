using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>Whom an action is about, as it is now.</summary>
internal sealed class ActionTargets(ContactParty party, IMediator mediator)
{
    private const int MostIds = 10_000;

    /// <summary>Parts of at most as many contacts as a partition or a request holds, all of one book that the principal may change.</summary>
    /// <exception cref="Refusal">422 by its path for each id that is nobody of the book; 404 unknown-audience; 403.</exception>
    public IAsyncEnumerable<(string Book, ImmutableArray<Guid> Contacts)> Parts(Principal who, ContactAction action, CancellationToken cancel)
    {
        var given = new[] { action.Ids is not null, action.Audience is not null, action.Definition is not null }.Count(isGiven => isGiven);
        if (given != 1) throw Refusal.Invalid("$", "say whom it is about by one of ids, audience and definition");
        return action.Ids is { } ids ? Named(who, action.Book, ids, cancel) : Selected(who, action, cancel);
    }

    private async IAsyncEnumerable<(string, ImmutableArray<Guid>)> Named(
        Principal who, string? named, IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancel)
    {
        var book = Books.Require(who, named, Use.Write);
        if (ids.Count is 0 or > MostIds) throw Refusal.Invalid("ids", $"names {ids.Count} contacts; it takes 1 to {MostIds:N0}, and an audience or a definition any number");
        var found = await party.Find(who, book, [.. ids.Select((id, index) => ($"ids[{index}]", id))], cancel);
        yield return (book, [.. found.Select(contact => contact.Id)]);
    }

    private async IAsyncEnumerable<(string, ImmutableArray<Guid>)> Selected(
        Principal who, ContactAction action, [EnumeratorCancellation] CancellationToken cancel)
    {
        var version = 0;
        for (int? next = 0; next is { } number;)
        {
            var part = await mediator.Send(new SelectContacts(who, action.Audience, action.Definition, action.Book, number, version), cancel);
            yield return (part.Book, part.Contacts);
            (version, next) = (part.Version, part.Next);
        }
    }
}
