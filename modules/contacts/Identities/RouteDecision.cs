using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>
/// Whose a write is: of a copy by what it is a copy of; by external id; else by anonymous id; else by an address that exactly one contact has; else a new contact's.
/// Nothing is awaited here: what is not known yet is asked for by <see cref="Missing"/>.
/// </summary>
internal sealed class RouteDecision(Known known, Bearing bearing, bool mayWrite, Guid? fresh = null)
{
    /// <summary>The contact that has to be learned before there is a decision.</summary>
    public Guid? Missing { get; private set; }

    /// <summary>Null when something is <see cref="Missing"/>.</summary>
    public Decision? Decide_NeedsGate()
    {
        if (bearing.Identities().Any(identity => identity.IsKey && known.IsSuppressed(identity))) return new(Suppressed: true);
        var (found, via) = Find_NeedsGate();
        if (Missing is not null) return null;
        // Who shared an address with somebody erased goes on; nobody takes it on anew.
        if (bearing.Addresses.Any(address => known.IsSuppressed(address) && !known.Holds(found, address))) return new(Suppressed: true);
        var gains = ImmutableArray.CreateBuilder<Identity>();
        Identity? own = bearing.External is { } external ? new(IdentityKind.External, external) : null;
        if (own is { } name && via != name) gains.Add(name);
        foreach (var key in OtherKeys())
        {
            var holder = known.Holder_NeedsGate(key);
            if (holder is null) gains.Add(key);
            else if (found is { } into && holder != into && MayJoin_NeedsGate(holder.Value, into)) return new(Join: (holder.Value, into));
            if (Missing is not null) return null;
        }
        // Only an alias finds a contact that has another external id.
        var renames = bearing.Previous is not null && via is not null && via != own;
        return new(new Route(found ?? fresh ?? Guid.CreateVersion7(), via, [.. gains.Distinct()], renames));
    }

    private (Guid?, Identity?) Find_NeedsGate()
    {
        if (bearing.CopyOf is { } source && IdentitySet.OfCopy(source) is var copy && known.Holder_NeedsGate(copy) is { } copied)
            return (copied, copy);
        if (bearing.External is { } external && Holder(IdentityKind.External, external) is { } owner)
            return (owner, new(IdentityKind.External, external));
        foreach (var key in OtherKeys())
            if (known.Holder_NeedsGate(key) is { } holder && (bearing.External is null || Takes_NeedsGate(holder)))
                return (holder, key);
        foreach (var address in bearing.Addresses)
            if (Missing is null && known.OnlyHolder_NeedsGate(address, fresh) is { } holder && (bearing.External is null || Takes_NeedsGate(holder)))
                return (holder, address);
        return (null, null);

        Guid? Holder(IdentityKind kind, string value) => known.Holder_NeedsGate(new(kind, value));
    }

    // An alias's previous id is looked for as both kinds, and is taken on as an anonymous one if nobody has it.
    private IEnumerable<Identity> OtherKeys()
    {
        if (bearing.Previous is { } previous)
        {
            var named = new Identity(IdentityKind.External, previous);
            yield return known.Holder_NeedsGate(named) is not null ? named : new(IdentityKind.Anonymous, previous);
        }
        foreach (var id in bearing.Anonymous) yield return new(IdentityKind.Anonymous, id);
    }

    /// <summary>It has no external id that this one would contradict.</summary>
    private bool Takes_NeedsGate(Guid contact)
    {
        if (Missing is not null) return false;
        Missing = known.Person_NeedsGate(contact) is null ? contact : null;
        return known.Person_NeedsGate(contact) is { } person
            && (person.External is null || person.External == bearing.External || (bearing.Previous is not null && mayWrite));
    }

    private bool MayJoin_NeedsGate(Guid from, Guid into)
    {
        if (known.AreApart(from, into)) return false;
        if (known.Person_NeedsGate(from) is not { } one) { Missing = from; return false; }
        if (known.Person_NeedsGate(into) is not { } other) { Missing = into; return false; }
        return JoinRule.Allows(Right, one, other);
    }

    public JoinRight Right => !mayWrite ? JoinRight.Unknown : bearing.Previous is null ? JoinRight.SamePerson : JoinRight.Anybody;
}

/// <summary>Who may be joined.</summary>
internal static class JoinRule
{
    public static bool Allows(JoinRight right, Person from, Person into) => right switch
    {
        JoinRight.Unknown => !from.IsIdentified,
        JoinRight.SamePerson => from.External is null || into.External is null,
        _ => true,
    };
}
