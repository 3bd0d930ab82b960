using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>The identities that a profile stands for.</summary>
internal static class IdentitySet
{
    public static ImmutableHashSet<Identity> Of(Profile? profile)
    {
        if (profile is null) return [];
        var all = ImmutableHashSet.CreateBuilder<Identity>();
        if (profile.ExternalId is { } external) all.Add(new(IdentityKind.External, external));
        all.UnionWith(profile.FormerExternalIds.Select(former => new Identity(IdentityKind.External, former)));
        all.UnionWith(profile.AnonymousIds.Select(anonymous => new Identity(IdentityKind.Anonymous, anonymous)));
        all.UnionWith(Readable(IdentityKind.Email, profile.Emails));
        all.UnionWith(Readable(IdentityKind.Phone, profile.Phones));
        foreach (var copy in profile.Copies ?? []) all.Add(OfCopy(copy.Source));
        return all.ToImmutable();
    }

    public static Identity OfCopy(Guid source) => new(IdentityKind.Copy, source.ToString("N"));

    /// <summary>What the second stands for and the first does not, and the other way round.</summary>
    public static (ImmutableArray<Identity> Gained, ImmutableArray<Identity> Lost) Difference(Profile? before, Profile after)
    {
        var (held, holds) = (Of(before), Of(after));
        return ([.. holds.Except(held)], [.. held.Except(holds)]);
    }

    /// <summary>Known to be somebody: has an external id, e-mail or phone.</summary>
    public static bool IsIdentified(this Profile profile) =>
        profile.ExternalId is not null || !profile.Emails.IsEmpty || !profile.Phones.IsEmpty;

    private static IEnumerable<Identity> Readable(IdentityKind kind, ImmutableArray<Address> addresses) =>
        from address in addresses where address.Normal is not null select new Identity(kind, address.Normal!);
}
