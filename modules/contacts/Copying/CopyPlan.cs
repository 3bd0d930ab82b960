using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>One contact of a share, in the recipient's book.</summary>
/// <param name="Content">What it is given; null: the share is over for it.</param>
/// <param name="Fresh">The id of the copy if it has to be made.</param>
internal sealed record CopyWish(Guid Source, CopyContent? Content, Guid Fresh)
{
    public Bearing Bearing => new(null, [], Content is null ? [] : [.. Addresses(Content)], CopyOf: Source);

    private static IEnumerable<Identity> Addresses(CopyContent content) =>
        content.Emails.Where(address => address.Normal is not null).Select(address => new Identity(IdentityKind.Email, address.Normal!))
            .Concat(content.Phones.Where(address => address.Normal is not null).Select(address => new Identity(IdentityKind.Phone, address.Normal!))).Distinct();
}

/// <summary>What is to become of one contact of the recipient's book.</summary>
/// <param name="Contact">Empty: there is none, and none is made.</param>
/// <param name="Before">Null: it is made.</param>
/// <param name="After">The profile; the same object as before when nothing changes, null for who was erased for good.</param>
/// <param name="IsOutdated">Whom it was is somebody else's by now: to be looked for again.</param>
internal readonly record struct PlannedCopy(CopyWish Wish, Guid Contact, StoredContact? Before, Profile? After, bool IsOutdated = false);

/// <summary>
/// Finds whom each contact of a share is in a recipient's book: its copy; else who alone has one of its addresses, unless he is the copy of somebody
/// else who is there in the source's book: people share addresses, and two of them are not made one by being copied.
/// </summary>
/// <param name="isTrial">Nothing is written of what is planned: what comes later is planned on what came before all the same.</param>
internal sealed class CopyPlan(IContactStore store, IdentityResolver resolver, CopyOrder order, Instant now, bool isTrial)
{
    // Whom a contact of the recipient's book was found to be, by this order; of who is not there yet nobody else is.
    private readonly Dictionary<Guid, Guid> taken = [];

    // And the other way round: who has to be written once more stays who he was found to be, whoever has his address by then.
    private readonly Dictionary<Guid, Guid> found = [];

    // What became of contacts of the recipient's book in a trial: two of the share may be one of them.
    private readonly Dictionary<Guid, Profile> tried = [];

    public Known Begin() => resolver.Begin(order.Tenant, order.Book);

    public async Task<ImmutableArray<PlannedCopy>> Of(Known known, IReadOnlyList<CopyWish> wishes, CancellationToken cancel)
    {
        await known.Learn(wishes.SelectMany(wish => wish.Bearing.Identities()), cancel);
        var routes = new List<(CopyWish Wish, CopyWish Asked, Route? Route)>(wishes.Count);
        foreach (var wish in wishes)
        {
            var asked = Unsuppressed(known, wish);
            var route = wish.Content is null ? Held(known, wish)
                : found.TryGetValue(wish.Source, out var contact) ? new Route(contact, null, [])
                : (await resolver.Decide(known, asked.Bearing, mayWrite: true, cancel, wish.Fresh)).Decision.Route;
            routes.Add((wish, asked, route));
        }
        var held = await store.ReadMany(order.Tenant, [.. routes.Select(found => found.Route?.Contact ?? Guid.Empty)], cancel);
        var apart = await OthersAmong(held, cancel);
        return [.. routes.Zip(held, (found, before) => Planned(known, found.Asked, found.Route, before, apart) with { Wish = found.Wish })];
    }

    /// <summary>Of whom a copy is there, the addresses that somebody had who was erased for good are left out, and the rest goes on.</summary>
    private static CopyWish Unsuppressed(Known known, CopyWish wish)
    {
        if (wish.Content is not { } content || !wish.Bearing.Addresses.Any(known.IsSuppressed)) return wish;
        if (known.Holders(IdentitySet.OfCopy(wish.Source)).ToArray() is not [var copy, ..]) return wish;
        return wish with { Content = content with { Emails = Taken(IdentityKind.Email, content.Emails), Phones = Taken(IdentityKind.Phone, content.Phones) } };

        ImmutableArray<Address> Taken(IdentityKind kind, ImmutableArray<Address> addresses) => addresses.RemoveAll(
            address => address.Normal is { } normal && new Identity(kind, normal) is var identity && known.IsSuppressed(identity) && !known.Holds(copy, identity));
    }

    private static Route Held(Known known, CopyWish wish)
    {
        var identity = IdentitySet.OfCopy(wish.Source);
        return known.Holders(identity).Select(holder => new Route(holder, identity, [])).FirstOrDefault() ?? new Route(Guid.Empty, null, []);
    }

    private PlannedCopy Planned(Known known, CopyWish wish, Route? route, StoredContact? before, HashSet<Guid> apart)
    {
        if (before is not null && tried.TryGetValue(before.Id, out var profile)) before = before with { Profile = profile };
        var planned = Decided(known, wish, route, before, apart);
        if (isTrial && planned is { Before: not null, After: { } after }) tried[planned.Contact] = after;
        return planned;
    }

    private PlannedCopy Decided(Known known, CopyWish wish, Route? route, StoredContact? before, HashSet<Guid> apart)
    {
        if (route is null) return new(wish, Guid.Empty, null, null);
        // Merged or erased since this process noted it.
        if ((route.Via is not null || before is not null) && before is not { State: ContactState.Live })
        {
            found.Remove(wish.Source);
            return new(wish, Guid.Empty, null, Profile.Empty, IsOutdated: true);
        }
        if (wish.Content is not { } content)
            return before is null ? new(wish, Guid.Empty, null, Profile.Empty) : new(wish, before.Id, before, CopyFold.Take(before.Profile, wish.Source, order, now));
        if (before is null || IsSomebodyElse(wish, before, apart))
            return wish.Bearing.Identities().Any(known.IsSuppressed) ? new(wish, Guid.Empty, null, null) : new(wish, wish.Fresh, null, CopyFold.Give(null, content, order, now));
        (taken[before.Id], found[wish.Source]) = (wish.Source, before.Id);
        return new(wish, before.Id, before, CopyFold.Give(before.Profile, content, order, now));
    }

    private bool IsSomebodyElse(CopyWish wish, StoredContact before, HashSet<Guid> apart) =>
        before.Profile.Copies?.Any(copy => copy.Source == wish.Source) != true
        && ((taken.TryGetValue(before.Id, out var source) && source != wish.Source)
            || before.Profile.Copies?.Any(copy => apart.Contains(copy.Source)) == true);

    /// <summary>Of those whose copies were found, who live in the source's book.</summary>
    private async Task<HashSet<Guid>> OthersAmong(ImmutableArray<StoredContact?> held, CancellationToken cancel)
    {
        ImmutableArray<Guid> sources = [.. held.SelectMany(contact => contact?.Profile.Copies ?? []).Select(copy => copy.Source).Distinct()];
        if (sources.IsEmpty) return [];
        return [.. (await store.ReadMany(order.Tenant, sources, cancel)).OfType<StoredContact>()
            .Where(source => source.State == ContactState.Live && source.Book == order.SourceBook).Select(source => source.Id)];
    }
}
