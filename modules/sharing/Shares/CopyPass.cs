using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>From when on a recipient is to be told of a share's contacts, and how.</summary>
internal sealed class CopyPass(IMediator mediator)
{
    public static CopyOrder Order(StoredShare share, ShareRecipient recipient, string name, CrossingTerms terms) => new(
        share.Who.Tenant, share.Id, share.Who.User!, share.Book, recipient.State.Book, recipient.Audience, name, terms.Fields);

    /// <param name="organisation">The recipient's, as the book.</param>
    public async Task<CrossingTerms> Terms(StoredShare share, string organisation, string book, CancellationToken cancel)
    {
        if (organisation == share.Who.Organisation) return CrossingTerms.All;
        var crossing = await mediator.Send(new CompareCustomFields(share.Who.Tenant, share.Book, book), cancel);
        return new([.. crossing.Cross.Order(StringComparer.Ordinal)], crossing.StayBehind);
    }

    /// <summary>By user.</summary>
    public async Task<IReadOnlyDictionary<string, CrossingTerms>> Terms(StoredShare share, ImmutableArray<RecipientUser> users, CancellationToken cancel)
    {
        // An organisation's people all have its fields.
        var terms = new Dictionary<string, CrossingTerms>(StringComparer.Ordinal);
        foreach (var user in users.DistinctBy(user => user.Organisation)) terms[user.Organisation] = await Terms(share, user.Organisation, user.Book, cancel);
        return users.ToDictionary(user => user.User, user => terms[user.Organisation], StringComparer.Ordinal);
    }

    /// <param name="name">The audience's, by which the recipient's tag is called.</param>
    public static long Since(ShareRecipient recipient, string name, CrossingTerms terms) =>
        recipient.State.Tag == name && recipient.State.Fields == terms.Text ? recipient.State.Sequence : 0;
}

/// <summary>Which custom fields cross to a recipient.</summary>
/// <param name="Fields">Keys in order; null: all, within one organisation.</param>
/// <param name="StayBehind">Keys of those that the recipient's organisation does not have.</param>
internal sealed record CrossingTerms(ImmutableArray<string>? Fields, ImmutableArray<string> StayBehind)
{
    public static CrossingTerms All { get; } = new(null, []);

    /// <summary>As a recipient's state keeps it: if it is another than last time, everybody is copied again.</summary>
    public string Text { get; } = Fields is { } some ? JsonSerializer.Serialize(some) : "*";
}
