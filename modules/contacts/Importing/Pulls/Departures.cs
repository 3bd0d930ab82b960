using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>People whom the other side has deleted: they stay, and are not of that account any more.</summary>
internal sealed class Departures(IContactStore store, ContactDoor door, TimeProvider machine)
{
    /// <param name="id">The anonymous id under which the source's contact is known here.</param>
    public async Task<RowFate> Write(ImportWrite write, int row, string id, string account, CancellationToken cancel)
    {
        var holders = await store.Resolve(write.Who.Tenant, write.Book, [new(IdentityKind.Anonymous, id)], 1, cancel);
        if (holders[0].Contacts is not [var contact]) return new(row, RowResult.Refused, "it was deleted there, and is not known here");
        var edit = new ContactEdit(EditKind.Depart, account, write.Stamp, write.Who.User, write.Mark with { Row = row });
        var answer = await Pauses.Outlast(machine, () => door.Call(write.Who.Tenant, contact, grain => grain.Edit(new(write.Book, edit, null, null))), cancel);
        return answer.Outcome == ContactOutcome.Done ? new(row, RowResult.Updated) : new(row, RowResult.Refused, "it was merged or erased meanwhile");
    }
}
