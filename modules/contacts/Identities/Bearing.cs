using System.Collections.Immutable;
using Contracts;
using Orleans;

namespace Contacts;

/// <summary>What a write says about whose it is.</summary>
/// <param name="Addresses">Readable ones, e-mails first.</param>
/// <param name="Previous">An alias's other id: an external or an anonymous one.</param>
/// <param name="CopyOf">A contact of another book.</param>
internal sealed record Bearing(
    string? External, ImmutableArray<string> Anonymous, ImmutableArray<Identity> Addresses, string? Previous = null, Guid? CopyOf = null)
{
    public IEnumerable<Identity> Identities()
    {
        if (CopyOf is { } source) yield return IdentitySet.OfCopy(source);
        if (External is not null) yield return new(IdentityKind.External, External);
        foreach (var id in Anonymous) yield return new(IdentityKind.Anonymous, id);
        if (Previous is not null)
        {
            yield return new(IdentityKind.External, Previous);
            yield return new(IdentityKind.Anonymous, Previous);
        }
        foreach (var address in Addresses) yield return address;
    }
}

/// <summary>Whom a write may join into the contact it is about.</summary>
[GenerateSerializer, Alias("join-right")]
internal enum JoinRight
{
    /// <summary>Only who has no external id, e-mail or phone: what a web page may do.</summary>
    Unknown = 0,
    /// <summary>Also who is known, as long as not both have external ids.</summary>
    SamePerson = 1,
    /// <summary>Anybody: an explicit order.</summary>
    Anybody = 2,
}

/// <summary>The contact a write goes to.</summary>
/// <param name="Via">What it was found by, which must still name it when the write gets there; null for a new one.</param>
/// <param name="Gains">Keys that it takes on with this write.</param>
/// <param name="Renames">Its external id becomes a former one (an alias by a key with <c>write</c>).</param>
[GenerateSerializer, Immutable, Alias("contact-route")]
internal sealed record Route(
    [property: Id(0)] Guid Contact,
    [property: Id(1)] Identity? Via,
    [property: Id(2)] ImmutableArray<Identity> Gains,
    [property: Id(3)] bool Renames = false);

/// <summary>What was decided about a write: one of the three.</summary>
/// <param name="Join">First join this contact into that one, then decide again.</param>
/// <param name="Suppressed">Erased for good: drop it.</param>
internal sealed record Decision(Route? Route = null, (Guid From, Guid Into)? Join = null, bool Suppressed = false);
