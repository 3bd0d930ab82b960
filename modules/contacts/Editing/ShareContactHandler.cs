using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ShareContactHandler(ContactDoor door, ContactViews views, IMediator mediator) : IRequestHandler<ShareContact, ContactView>
{
    public async Task<ContactView> Handle(ShareContact request, CancellationToken cancel)
    {
        var who = request.Who;
        var contact = await door.Find(who, request.Reference, request.Book, Use.Own, cancel);
        // What was shared with a team that is gone, or that one has left, can be taken back all the same.
        if (request.On) await RequireTeam(mediator, who, request.Team, cancel);
        if (request.On && await IsPersonal(mediator, contact, cancel)) throw Personal();
        var edit = new ContactEdit(request.On ? EditKind.Share : EditKind.Unshare, request.Team, door.Stamp(who), null);
        var (_, id) = await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        return await views.Show(who, id, cancel);
    }

    /// <exception cref="Refusal">404 unknown-team</exception>
    public static async Task RequireTeam(IMediator mediator, Principal who, string id, CancellationToken cancel)
    {
        // A key of the organisation is in no team, and may share the organisation's contacts with any.
        if (who.User is null ? (await mediator.Send(new ListTeams(who), cancel)).All(team => team.Id != id) : !who.Teams.Contains(id))
            throw new Refusal(404, "unknown-team", "There is no such team that you are in. GET /v1/teams lists those that there are.");
    }

    /// <summary>By what the contact was told, or by what its segment has become since.</summary>
    public static async Task<bool> IsPersonal(IMediator mediator, StoredContact contact, CancellationToken cancel) =>
        contact.Profile.Personal
        || (await mediator.Send(new OrganisingOf(contact.Tenant, contact.Book), cancel)).IsPersonal(contact.Profile.Text(Organising.Segment));

    public static Refusal Personal() => new(409, "personal", "The contact is in a personal segment, whose people are never shared with a team.");
}
