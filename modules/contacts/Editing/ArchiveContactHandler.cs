using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ArchiveContactHandler(ContactDoor door, ContactViews views) : IRequestHandler<ArchiveContact, ContactView>
{
    public async Task<ContactView> Handle(ArchiveContact request, CancellationToken cancel)
    {
        var who = request.Who;
        var contact = await door.Find(who, request.Reference, request.Book, Use.Write, cancel);
        var reason = string.IsNullOrWhiteSpace(request.Reason) ? "hand" : request.Reason.Trim();
        var edit = TeamOf(request, contact) is { } team
            ? new ContactEdit(request.On ? EditKind.TeamArchive : EditKind.TeamUnarchive, team, door.Stamp(who), null, Reason: reason)
            : new ContactEdit(request.On ? EditKind.Archive : EditKind.Unarchive, reason, door.Stamp(who), null);
        var (_, id) = await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        return await views.Show(who, id, cancel);
    }

    /// <summary>The team whose archive is meant; null: that of whose book the contact is in.</summary>
    private static string? TeamOf(ArchiveContact request, StoredContact contact)
    {
        if (request.Book is { } book && Books.TeamOf(book) is { } named) return named;
        if (Books.Owns(request.Who, contact.Book)) return null;
        return TeamSight.Of(request.Who, contact.Profile) switch
        {
            [var only] => only,
            var several => throw new Refusal(409, "ambiguous-team", "Several of your teams see the contact: say in whose archive it goes with ?book=team:<id>.")
            {
                More = new Dictionary<string, object> { ["teams"] = several.ToArray() },
            },
        };
    }
}
