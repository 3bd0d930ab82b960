using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>What one request has learned from the store about the identities and contacts it deals with.</summary>
internal sealed class Known(string tenant, string book, IContactStore store, Hints hints)
{
    // More people than share an address.
    private const int MostHolders = 32;

    private readonly Dictionary<Identity, IdentityHolders> read = [];
    private readonly Dictionary<Guid, Person> people = [];
    private readonly HashSet<(Guid, Guid)> apart = [];

    public string Tenant => tenant;
    public string Book => book;

    /// <summary>Reads what is not known yet: keys without a hint, and all addresses.</summary>
    public async Task Learn(IEnumerable<Identity> identities, CancellationToken cancel)
    {
        ImmutableArray<Identity> asked;
        if (identities.All(read.ContainsKey)) return;
        lock (hints.Gate)
            asked = [.. identities.Distinct().Where(identity => !read.ContainsKey(identity)
                && !(identity.IsKey && hints.Holder_NeedsGate(tenant, book, identity) is not null))];
        if (asked.IsEmpty) return;
        foreach (var holders in await store.Resolve(tenant, book, asked, MostHolders, cancel)) read[holders.Identity] = holders;
    }

    public async Task Learn(Guid contact, CancellationToken cancel)
    {
        var row = await store.Read(tenant, contact, cancel);
        // One that is not there yet is about to be made by another request, which noted all that is known of it.
        people[contact] = row is null ? new Person(null, false) : Person.Of(row.Profile);
    }

    /// <summary>Everybody who has the identity, as far as it has been learned.</summary>
    public IEnumerable<Guid> Holders(Identity identity)
    {
        Guid? hinted;
        lock (hints.Gate) hinted = hints.Holder_NeedsGate(tenant, book, identity);
        var held = read.TryGetValue(identity, out var holders) ? holders.Contacts : [];
        return hinted is { } holder && holder != Hints.Several ? held.Append(holder) : held;
    }

    public bool IsSuppressed(Identity identity) => read.TryGetValue(identity, out var holders) && holders.Suppressed;

    public bool Holds(Guid? contact, Identity address) =>
        contact is { } id && read.TryGetValue(address, out var holders) && holders.Contacts.Contains(id);

    public Guid? Holder_NeedsGate(Identity key) =>
        hints.Holder_NeedsGate(tenant, book, key)
        ?? (read.TryGetValue(key, out var holders) && !holders.Contacts.IsEmpty ? holders.Contacts[0] : null);

    /// <summary>The one contact that has the address; null when none or several have it.</summary>
    /// <param name="fresh">The id that the contact gets if it has to be made.</param>
    public Guid? OnlyHolder_NeedsGate(Identity address, Guid? fresh)
    {
        var all = (read.TryGetValue(address, out var holders) ? holders.Contacts : []).AsEnumerable();
        if (hints.Holder_NeedsGate(tenant, book, address) is { } hinted) all = all.Append(hinted);
        if (fresh is { } own) all = all.Where(holder => !ImportIds.IsOfLaterRow(holder, own));
        return all.Distinct().Take(2).ToArray() is [var only] && only != Hints.Several ? only : null;
    }

    /// <summary>Null: it has to be learned first.</summary>
    public Person? Person_NeedsGate(Guid contact) =>
        hints.Person_NeedsGate(tenant, contact) ?? (people.TryGetValue(contact, out var person) ? person : null);

    public bool AreApart(Guid from, Guid into) => apart.Contains((from, into));

    /// <summary>The two may not be joined by this request.</summary>
    public void KeepApart(Guid from, Guid into) => apart.Add((from, into));

    /// <summary>Something has turned out otherwise: read all of this anew.</summary>
    public void Forget(Bearing bearing)
    {
        hints.Forget(tenant, book, bearing.Identities());
        foreach (var identity in bearing.Identities()) read.Remove(identity);
        people.Clear();
    }
}
