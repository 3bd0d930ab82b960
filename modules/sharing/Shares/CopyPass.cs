using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>From when on a recipient is to be told of a share's contacts, and how.</summary>
internal sealed class CopyPass(IMediator mediator)
{
    public static CopyOrder Order(StoredShare share, ShareRecipient recipient, string name) => new(
        share.Who.Tenant, share.Id, share.Who.User!, share.Book, recipient.State.Book, recipient.Audience, name,
        recipient.State.Organisation == share.Who.Organisation);

    /// <summary>Which custom fields cross: if it is others than last time, everybody is copied again.</summary>
    public async Task<(string Text, ImmutableArray<string> StayBehind)> Fields(StoredShare share, ShareRecipient recipient, CancellationToken cancel)
    {
        if (recipient.State.Organisation == share.Who.Organisation) return ("*", []);
        var crossing = await mediator.Send(new CompareCustomFields(share.Who.Tenant, share.Book, recipient.State.Book), cancel);
        return (JsonSerializer.Serialize(crossing.Cross.Order(StringComparer.Ordinal)), crossing.StayBehind);
    }

    /// <param name="name">The audience's, by which the recipient's tag is called.</param>
    public static long Since(ShareRecipient recipient, string name, string fields) =>
        recipient.State.Tag == name && recipient.State.Fields == fields ? recipient.State.Sequence : 0;
}
