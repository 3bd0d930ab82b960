using Contracts;

namespace Contacts;

/// <summary>What decisions need to know of a contact that holds one of the identities at hand.</summary>
internal readonly record struct Person(string? External, bool IsIdentified)
{
    public static Person Of(Profile profile) => new(profile.ExternalId, profile.IsIdentified());
}

/// <summary>
/// Who holds which identity, as far as this process remembers, and contacts that are about to be made, so that two first writes
/// about one person meet. The store's claims are the truth: a wrong hint costs a second look, never a wrong contact.
/// </summary>
internal sealed class Hints(int capacity = 200_000)
{
    private readonly Recent<(string Tenant, string Book, Identity Identity), Guid> holders = new(capacity);
    private readonly Recent<(string Tenant, Guid Contact), Person> people = new(capacity / 4);

    /// <summary>Held while a decision is made and noted, so that the next one sees it.</summary>
    public Lock Gate { get; } = new();

    public Guid? Holder_NeedsGate(string tenant, string book, Identity identity) =>
        holders.TryGet((tenant, book, identity), out var holder) ? holder : null;

    public Person? Person_NeedsGate(string tenant, Guid contact) => people.TryGet((tenant, contact), out var person) ? person : null;

    /// <summary>Several contacts have the address.</summary>
    public static readonly Guid Several = Guid.Empty;

    public void Note_NeedsGate(string tenant, string book, Identity identity, Guid contact)
    {
        var key = (tenant, book, identity);
        var isShared = !identity.IsKey && holders.TryGet(key, out var held) && held != contact;
        holders.Put(key, isShared ? Several : contact);
    }

    public void Note_NeedsGate(string tenant, Guid contact, Person person) => people.Put((tenant, contact), person);

    /// <summary>Forgets the identities and whoever they named: after a failure, a merge, or an erasure.</summary>
    public void Forget(string tenant, string book, IEnumerable<Identity> identities)
    {
        lock (Gate)
        {
            foreach (var identity in identities)
                if (holders.Remove((tenant, book, identity), out var contact))
                    people.Remove((tenant, contact), out _);
        }
    }

    /// <summary>Two generations: what is used moves to the young one, and the old one goes as a whole.</summary>
    private sealed class Recent<TKey, TValue>(int capacity) where TKey : notnull
    {
        private Dictionary<TKey, TValue> young = [];
        private Dictionary<TKey, TValue> old = [];

        public bool TryGet(TKey key, out TValue value)
        {
            if (young.TryGetValue(key, out value!)) return true;
            if (!old.Remove(key, out value!)) return false;
            Put(key, value);
            return true;
        }

        public void Put(TKey key, TValue value)
        {
            if (young.Count >= Math.Max(1, capacity / 2)) (old, young) = (young, []);
            young[key] = value;
        }

        public bool Remove(TKey key, out TValue value)
        {
            var wasOld = old.Remove(key, out var stale);
            var wasYoung = young.Remove(key, out value!);
            if (!wasYoung && wasOld) value = stale!;
            return wasYoung || wasOld;
        }
    }
}
