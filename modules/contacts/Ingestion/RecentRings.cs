using System.Collections.Concurrent;
using Contracts;

namespace Contacts;

/// <summary>
/// The last messages of each book, for whoever wires up an SDK and wonders where they go. In memory: a help, not a record.
/// </summary>
internal sealed class RecentRings
{
    private const int Kept = 1000;
    private readonly ConcurrentDictionary<(string Tenant, string Book, bool Rejected), Ring> rings = new();

    public void Add(string tenant, string book, bool rejected, RecentMessage message) =>
        rings.GetOrAdd((tenant, book, rejected), _ => new()).Add(message);

    public IReadOnlyList<RecentMessage> Newest(string tenant, string book, bool rejected) =>
        rings.TryGetValue((tenant, book, rejected), out var ring) ? ring.Newest() : [];

    /// <summary>Takes out everything about somebody who was erased.</summary>
    public void Forget(StoredContact contact)
    {
        var ids = IdentitySet.Of(contact.Profile).Where(identity => identity.IsKey).Select(identity => identity.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var rejected in (ReadOnlySpan<bool>)[false, true])
            if (rings.TryGetValue((contact.Tenant, contact.Book, rejected), out var ring))
                ring.Remove(message => message.ContactId == contact.Id.ToString("N")
                    || (message.UserId is { } user && ids.Contains(user)) || (message.AnonymousId is { } anonymous && ids.Contains(anonymous)));
    }

    private sealed class Ring
    {
        private readonly Queue<RecentMessage> messages = new();

        public void Add(RecentMessage message)
        {
            lock (messages)
            {
                if (messages.Count == Kept) messages.Dequeue();
                messages.Enqueue(message);
            }
        }

        public void Remove(Predicate<RecentMessage> goes)
        {
            lock (messages)
            {
                var kept = messages.Where(message => !goes(message)).ToArray();
                messages.Clear();
                foreach (var message in kept) messages.Enqueue(message);
            }
        }

        public IReadOnlyList<RecentMessage> Newest()
        {
            lock (messages) return [.. messages.Reverse()];
        }
    }
}
