using Contracts;
using MediatR;

namespace Contacts;

internal sealed class PatchContactHandler(ContactDoor door, ContactViews views, IMediator mediator) : IRequestHandler<PatchContact, ContactView>
{
    public async Task<ContactView> Handle(PatchContact request, CancellationToken cancel)
    {
        ContactBody.Require(request.Body);
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Write, cancel);
        var (body, steps, _) = await new BodyRules(mediator, contact.Tenant).Require(contact.Book, request.Body, cancel);
        TeamSight.RequireShared(request.Who, contact, body, steps);
        await door.RefuseSuppressed(contact, UpsertRun.BearingOf(body), cancel);
        var edit = new ContactEdit(EditKind.Patch, ProfileValues.Json(body), door.Stamp(request.Who), request.Who.User, Steps: steps);
        var (_, id) = await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, request.Version)));
        door.Forget(contact);
        return await views.Show(request.Who, id, cancel);
    }
}
