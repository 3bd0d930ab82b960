using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class MeetContactsHandler(IContactStore store, ContactDoor door, UpsertRun run, BusinessClock clock) : IRequestHandler<MeetContacts, ConversationNoted>
{
    private const int MostBearers = 20;

    public async Task<ConversationNoted> Handle(MeetContacts request, CancellationToken cancel)
    {
        var identities = request.Participants.Select(Meeting.IdentityOf).ToArray();
        var met = new MetContact[request.Participants.Length][];
        // What a failure leaves undone is done by sending the conversation again.
        await Parallel.ForEachAsync(Enumerable.Range(0, met.Length), ContactParty.Options(cancel), async (i, stop) =>
            met[i] = await Meet(request, request.Participants[i], identities[i], stop));
        return new ConversationNoted([.. met.SelectMany(contacts => contacts)], met.Count(contacts => contacts.Length == 0));
    }

    /// <summary>None when somebody with the address was erased for good.</summary>
    private async Task<MetContact[]> Meet(MeetContacts request, Participant participant, Identity identity, CancellationToken cancel)
    {
        var (who, book) = (request.Who, request.Book);
        var way = participant.Copied ? "copied" : "direct";
        var edit = new ContactEdit(EditKind.Converse, Meeting.Of(request, participant).ToText(), new(clock.Now, who.Name, "conversation", null), null);
        var holders = (await store.Resolve(who.Tenant, book, [identity], MostBearers, cancel))[0];
        if (holders.Suppressed) return [];
        // People share addresses: who of them was meant is not known, and none of them is a stranger.
        if (holders.Contacts.Length > 1)
        {
            foreach (var bearer in holders.Contacts)
                await door.Call(who.Tenant, bearer, grain => grain.Edit(new(book, edit, null, null)));
            return [.. holders.Contacts.Select(bearer => new MetContact(bearer.ToString("N"), way, false))];
        }
        var (contact, created) = await run.Go(who, book, new Bearing(null, [], [identity]), edit, null, cancel);
        return [new MetContact(contact.ToString("N"), way, created)];
    }
}
