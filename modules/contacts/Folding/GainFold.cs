using Contracts;

namespace Contacts;

/// <summary>Puts the keys that a route found to be free onto a profile; null when they contradict what it has.</summary>
internal static class GainFold
{
    public static Profile? Apply(Profile profile, Route route)
    {
        if (route.Via is { } via && !IsNamed(profile, via)) return null;
        foreach (var gain in route.Gains)
        {
            if (IsNamed(profile, gain)) continue;
            if (gain.Kind == IdentityKind.Anonymous) profile = profile with { AnonymousIds = profile.AnonymousIds.Add(gain.Value) };
            else if (profile.ExternalId is null) profile = profile with { ExternalId = gain.Value };
            else if (route.Renames) profile = Renamed(profile, gain.Value);
            else return null;
        }
        return profile;
    }

    public static bool IsNamed(Profile profile, Identity identity) => identity.Kind switch
    {
        IdentityKind.External => profile.ExternalId == identity.Value || profile.FormerExternalIds.Contains(identity.Value),
        IdentityKind.Anonymous => profile.AnonymousIds.Contains(identity.Value),
        IdentityKind.Email => profile.Emails.Any(email => email.Normal == identity.Value),
        IdentityKind.Copy => (profile.Copies ?? []).Any(copy => IdentitySet.OfCopy(copy.Source) == identity),
        _ => profile.Phones.Any(phone => phone.Normal == identity.Value),
    };

    private static Profile Renamed(Profile profile, string external) => profile with
    {
        ExternalId = external,
        FormerExternalIds = profile.FormerExternalIds.Add(profile.ExternalId!),
    };
}
