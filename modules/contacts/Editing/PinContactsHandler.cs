using Contracts;
using MediatR;

namespace Contacts;

internal sealed class PinContactsHandler(ContactDoor door, ContactParty party) : IRequestHandler<PinContacts>
{
    public async Task<Unit> Handle(PinContacts request, CancellationToken cancel)
    {
        var found = await party.Find(request.Who, request.Book, [.. request.Pins.Select(pin => (pin.Path, pin.Reference))], cancel);
        var stamp = door.Stamp(request.Who);
        // What a failure leaves undone is done by sending the order again.
        await Parallel.ForEachAsync(request.Pins.Zip(found), ContactParty.Options(cancel), async (pinned, _) =>
        {
            var (pin, contact) = pinned;
            var kind = pin.In switch { true => EditKind.PinIn, false => EditKind.PinOut, null => EditKind.Unpin };
            await door.Order(contact, grain => grain.Edit(new(contact.Book, new(kind, request.Audience, stamp, null), null, null)));
        });
        return Unit.Value;
    }
}
