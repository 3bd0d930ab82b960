using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Orleans;
using Orleans.Runtime;

namespace Contacts;

/// <summary>Finds contacts by what people call them, calls their grains, and says no in the API's words.</summary>
internal sealed class ContactDoor(IContactStore store, IGrainFactory grains, IdentityResolver resolver, BusinessClock clock)
{
    private const int MostCandidates = 20;
    private const int LongestChain = 64;

    private static readonly (string Prefix, IdentityKind Kind)[] References =
    [
        ("externalId:", IdentityKind.External), ("anonymousId:", IdentityKind.Anonymous), ("email:", IdentityKind.Email), ("phone:", IdentityKind.Phone),
    ];

    public static Refusal Unknown() => new(404, "unknown-contact", "There is no such contact in this book.");

    /// <summary>The live contact that the reference names; a merged one's survivor.</summary>
    /// <param name="book">Null: where an id leads, if the principal sees the contact; else the key's own. It may be a team's.</param>
    public async Task<StoredContact> Find(Principal who, string reference, string? book, Use use, CancellationToken cancel)
    {
        var isId = Guid.TryParse(reference, out var id);
        var inBook = isId && book is null ? null : Books.RequireSeen(who, book);
        if (!isId) id = await Resolve(who.Tenant, inBook!, reference, cancel);
        for (var links = 0; links < LongestChain && await store.Read(who.Tenant, id, cancel) is { } contact; links++)
        {
            if (contact.State is ContactState.Merging or ContactState.Merged)
            {
                id = contact.MergedInto!.Value;
                continue;
            }
            if (contact.State == ContactState.Erased || !TeamSight.Sees(who, contact, inBook)) break;
            TeamSight.Require(who, contact, use);
            return contact;
        }
        throw Unknown();
    }

    /// <summary>Where a direct write comes from. A key is an integration's; a person's session will be <c>typed</c>.</summary>
    public Stamp Stamp(Principal who) => new(clock.Now, who.Name, "api", null);

    /// <summary>Sends an order to the contact, or to whom it has become.</summary>
    public async Task<(ContactAnswer Answer, Guid Contact)> Order(StoredContact contact, Func<IContactGrain, Task<ContactAnswer>> order)
    {
        var id = contact.Id;
        for (var links = 0; links < LongestChain; links++)
        {
            var answer = await Call(contact.Tenant, id, order);
            if (answer is not { Outcome: ContactOutcome.Moved, Other: { } other })
            {
                Refuse(answer);
                return (answer, id);
            }
            id = other;
        }
        throw Refusal.NotReady();
    }

    /// <summary>One call, its answer as it is, except that what is too much or not ready is refused.</summary>
    public async Task<ContactAnswer> Call(string tenant, Guid contact, Func<IContactGrain, Task<ContactAnswer>> order)
    {
        try
        {
            var answer = await order(grains.GetGrain<IContactGrain>(GrainKeys.Contact(tenant, contact)));
            return answer.Outcome switch
            {
                ContactOutcome.Overloaded => throw Refusal.Overloaded(),
                ContactOutcome.NotReady => throw Refusal.NotReady(),
                _ => answer,
            };
        }
        catch (LimitExceededException)
        {
            throw Refusal.Overloaded();
        }
    }

    /// <summary>409 when somebody with one of these identities was erased for good, unless the contact has it itself.</summary>
    public async Task RefuseSuppressed(StoredContact contact, Bearing bearing, CancellationToken cancel)
    {
        var gained = bearing.Identities().Where(identity => !GainFold.IsNamed(contact.Profile, identity)).Distinct().ToImmutableArray();
        if (gained.IsEmpty) return;
        if ((await store.Resolve(contact.Tenant, contact.Book, gained, 1, cancel)).Any(holders => holders.Suppressed)) throw Suppressed();
    }

    public static Refusal Suppressed() =>
        new(409, "suppressed", "Somebody with this id or address was erased for good, and asked not to be taken again.");

    /// <summary>Lets go of what was remembered about the contact's identities, because they have changed.</summary>
    public void Forget(StoredContact contact) => resolver.Forget(contact);

    private static void Refuse(ContactAnswer answer)
    {
        if (answer.Outcome != ContactOutcome.Done) throw answer.Outcome switch
        {
            ContactOutcome.KeyTaken => new Refusal(409, "key-taken", "Another contact has this external or anonymous id. Merge the two, or use another id.")
            {
                More = answer.Other is { } owner ? new Dictionary<string, object> { ["contact"] = owner.ToString("N") } : null,
            },
            ContactOutcome.VersionMismatch => new(412, "version-mismatch", $"It has version {answer.Version} by now. Read it again, then write with If-Match: \"{answer.Version}\"."),
            ContactOutcome.Gone => Unknown(),
            ContactOutcome.NoSuchStep => Refusal.Invalid("step", answer.Why!),
            _ => Refusal.NotReady(),
        };
    }

    private async Task<Guid> Resolve(string tenant, string book, string reference, CancellationToken cancel)
    {
        if (Identity(reference) is not { } identity) throw Unknown();
        var holders = (await store.Resolve(tenant, book, [identity], MostCandidates, cancel))[0].Contacts;
        return holders.Length switch
        {
            1 => holders[0],
            0 => throw Unknown(),
            _ => throw Ambiguous(holders),
        };
    }

    /// <summary>The identity that a reference names; null when it is an id, or cannot be read.</summary>
    public static Identity? Identity(string reference)
    {
        foreach (var (prefix, kind) in References)
        {
            if (!reference.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var value = reference[prefix.Length..];
            var normal = kind switch { IdentityKind.Email => NormalForm.Email(value), IdentityKind.Phone => NormalForm.Phone(value), _ => value };
            return normal is null ? null : new Identity(kind, normal);
        }
        return null;
    }

    private static Refusal Ambiguous(ImmutableArray<Guid> candidates) =>
        new(409, "ambiguous-contact", "Several contacts have this address. Use the id of one of the candidates.")
        {
            More = new Dictionary<string, object> { ["candidates"] = candidates.Select(candidate => candidate.ToString("N")).ToArray() },
        };
}
