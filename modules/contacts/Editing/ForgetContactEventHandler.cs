using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ForgetContactEventHandler(ContactDoor door, Timeline timeline) : IRequestHandler<ForgetContactEvent>
{
    public async Task<Unit> Handle(ForgetContactEvent request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Own, cancel);
        if (!await timeline.Messages(contact, null, cancel).AnyAsync(message => message.MessageId == request.MessageId, cancel))
            throw new Refusal(404, "unknown-event", "The contact has no event with this messageId.");
        await door.Order(contact, grain => grain.Forget(request.MessageId));
        return Unit.Value;
    }
}
