using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ForgetContactEventHandler(ContactDoor door, ContactViews views, IContactStore store) : IRequestHandler<ForgetContactEvent>
{
    public async Task<Unit> Handle(ForgetContactEvent request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, cancel);
        var positions = (await views.Activity(contact))?.Messages ?? [];
        var messages = await store.Messages(contact.Tenant, contact.Partition, positions, cancel);
        if (!messages.Any(message => message.MessageId == request.MessageId))
            throw new Refusal(404, "unknown-event", "The contact has no event with this messageId.");
        await door.Order(contact, grain => grain.Forget(request.MessageId));
        return Unit.Value;
    }
}
