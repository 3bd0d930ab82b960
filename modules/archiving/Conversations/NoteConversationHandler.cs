using Contracts;
using MediatR;

namespace Archiving;

internal sealed class NoteConversationHandler(IMediator door, BusinessClock clock) : IRequestHandler<NoteConversation, ConversationNoted>
{
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromHours(24);

    public async Task<ConversationNoted> Handle(NoteConversation request, CancellationToken cancel)
    {
        var who = request.Who;
        var book = Books.Require(who, request.Book, Use.Write);
        if (request.At.Ms > clock.Now.Ms + FurthestAhead.TotalMilliseconds)
            throw Refusal.Invalid("at", "is more than 24 hours ahead");
        var own = await door.Send(new OwnAddresses(who), cancel);
        var others = Participants.Of(request).RemoveAll(participant => own.Contains(participant.Address, StringComparer.OrdinalIgnoreCase));
        var after = await door.Send(new AutoArchiveAfter(who.Tenant, book), cancel);
        return others.IsEmpty
            ? new ConversationNoted([], 0)
            : await door.Send(new MeetContacts(who, book, request.Kind, request.At, after, others), cancel);
    }
}
