using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Finds the contact of a write, and remembers who is about to be made.</summary>
internal sealed class IdentityResolver(IContactStore store, Hints hints)
{
    public Known Begin(string tenant, string book) => new(tenant, book, store, hints);

    /// <param name="fresh">The id of the contact if it has to be made; any when null.</param>
    public async Task<(Decision Decision, JoinRight Right)> Decide(
        Known known, Bearing bearing, bool mayWrite, CancellationToken cancel, Guid? fresh = null)
    {
        await known.Learn(bearing.Identities(), cancel);
        while (true)
        {
            var decision = new RouteDecision(known, bearing, mayWrite, fresh);
            lock (hints.Gate)
            {
                if (decision.Decide_NeedsGate() is { } decided)
                {
                    if (decided.Route is { } route) Note_NeedsGate(known, bearing, route);
                    return (decided, decision.Right);
                }
            }
            await known.Learn(decision.Missing!.Value, cancel);
        }
    }

    /// <summary>The write did not get through: whoever comes next asks the store.</summary>
    public void Forget(Known known, Bearing bearing) => known.Forget(bearing);

    /// <summary>A contact has given these up.</summary>
    public void Forget(string tenant, string book, IEnumerable<Identity> identities) => hints.Forget(tenant, book, identities);

    public void Forget(StoredContact contact) => hints.Forget(contact.Tenant, contact.Book, IdentitySet.Of(contact.Profile));

    private void Note_NeedsGate(Known known, Bearing bearing, Route route)
    {
        foreach (var key in route.Gains) hints.Note_NeedsGate(known.Tenant, known.Book, key, route.Contact);
        if (route.Via is { IsKey: true } via) hints.Note_NeedsGate(known.Tenant, known.Book, via, route.Contact);
        var isNew = route.Via is null;
        foreach (var address in bearing.Addresses) hints.Note_NeedsGate(known.Tenant, known.Book, address, route.Contact);
        var before = isNew ? new Person(null, false) : known.Person_NeedsGate(route.Contact);
        if (before is { } person)
            hints.Note_NeedsGate(known.Tenant, route.Contact, new(
                route.Gains.FirstOrDefault(gain => gain.Kind == IdentityKind.External).Value ?? person.External,
                person.IsIdentified || bearing.External is not null || !bearing.Addresses.IsEmpty));
    }
}
