using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>
/// Erases a person in every book of the tenant, contact by contact, and what shares have made of it elsewhere. What a crash leaves, the same
/// order finds again.
/// </summary>
internal sealed class PersonErasure(IContactStore store, Erasing erasing, TimeProvider machine)
{
    /// <returns>How many contacts were erased, how many of them copies of others, in how many books.</returns>
    public async Task<ErasedPerson> Of(string tenant, Guid contact, bool suppress, CancellationToken cancel)
    {
        var named = await store.Read(tenant, contact, cancel);
        while (named is { State: ContactState.Merging or ContactState.Merged, MergedInto: { } into }) named = await store.Read(tenant, into, cancel);
        if (named is not { State: ContactState.Live }) return new(0, 0, 0);
        // The one that was named goes last: it alone leads to the others.
        return await Erase([.. await Elsewhere(named, cancel), named], suppress, cancel);
    }

    /// <summary>Everybody who has the identity: people who share an address are not told apart.</summary>
    public async Task<ErasedPerson> Of(string tenant, Identity identity, bool suppress, CancellationToken cancel) =>
        await Erase(await store.Everywhere(tenant, identity, cancel), suppress, cancel);

    /// <summary>
    /// The same person in other books, as a write that has all of the contact's identities would find it there: by a key, or by an
    /// address that one contact alone has, unless both have external ids and these differ.
    /// </summary>
    private async Task<ImmutableArray<StoredContact>> Elsewhere(StoredContact named, CancellationToken cancel)
    {
        var others = new Dictionary<Guid, StoredContact>();
        // Whom its own book's owner took for one with somebody else is not erased elsewhere for that.
        foreach (var identity in IdentitySet.Of(named.Profile).Where(identity => identity.Kind != IdentityKind.Copy))
            foreach (var book in (await store.Everywhere(named.Tenant, identity, cancel)).Where(other => other.Book != named.Book).GroupBy(other => other.Book))
                if (book.Take(2).ToArray() is [var only] && (identity.IsKey || MayBeSame(only.Profile, named.Profile)))
                    others[only.Id] = only;
        return [.. others.Values];
    }

    private static bool MayBeSame(Profile one, Profile other) =>
        one.ExternalId is null || other.ExternalId is null || one.ExternalId == other.ExternalId;

    private async Task<ErasedPerson> Erase(ImmutableArray<StoredContact> contacts, bool suppress, CancellationToken cancel)
    {
        var (erased, seen, copies, books) = (new HashSet<Guid>(), new HashSet<Guid>(), 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var contact in contacts)
        {
            await EraseCopies(contact);
            await Erase(contact);
            // A share may have been about to copy it.
            await EraseCopies(contact);
        }
        return new(erased.Count, copies, books.Count);

        // Before what leads to them, and what recipients have shared on before that. Their addresses may be others by now.
        async Task EraseCopies(StoredContact contact)
        {
            foreach (var source in await store.Joined(contact.Tenant, contact.Id, cancel))
                foreach (var copy in await store.Everywhere(contact.Tenant, IdentitySet.OfCopy(source), cancel))
                {
                    if (!seen.Add(copy.Id)) continue;
                    await EraseCopies(copy);
                    if (await Erase(copy)) copies++;
                }
        }

        async Task<bool> Erase(StoredContact contact)
        {
            if (erased.Contains(contact.Id) || !await Pauses.Outlast(machine, () => erasing.TryErase(contact, suppress), cancel)) return false;
            books.Add(contact.Book);
            return erased.Add(contact.Id);
        }
    }
}
