using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ReplaceOnContactsHandler(BookWalk walk, ContactDoor door, IMediator mediator, BusinessClock clock) : IRequestHandler<ReplaceOnContacts, int>
{
    public async Task<int> Handle(ReplaceOnContacts request, CancellationToken cancel)
    {
        var organising = await mediator.Send(new OrganisingOf(request.Tenant, request.Book), cancel);
        if (organising.Replacing.IsEmpty) return 0;
        var stamp = new Stamp(clock.Now, organising.Replacing[0].By, "api", null);
        var edit = new ContactEdit(EditKind.Replace, ReplacementFold.Text(organising.Replacing), stamp, null, Steps: ReplacementFold.StepsOf(organising));
        var found = 0;
        var concerned = walk.All(request.Tenant, request.Book, null, null, cancel).Where(contact => ReplacementFold.Concerns(contact.Profile, organising));
        await Parallel.ForEachAsync(concerned, ContactParty.Options(cancel), async (contact, _) =>
        {
            Interlocked.Increment(ref found);
            await Replace(contact, edit);
        });
        return found;
    }

    private async Task Replace(StoredContact contact, ContactEdit edit)
    {
        try
        {
            await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        }
        catch (Refusal gone) when (gone.Status == 404)
        {
            // Erased since the walk came by.
        }
    }
}
