using Contracts;

namespace Contacts;

/// <summary>What <c>?q=</c> finds: a part of an external id, an address, a name or a company.</summary>
internal static class ContactSearch
{
    public static bool Matches(Profile profile, string? query) =>
        string.IsNullOrWhiteSpace(query) || Texts(profile).Any(text => text.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Texts(Profile profile)
    {
        if (profile.ExternalId is { } external) yield return external;
        foreach (var address in profile.Emails.Concat(profile.Phones)) yield return address.Value;
        yield return $"{profile.Text("firstName")} {profile.Text("lastName")}";
        if (profile.Text("company") is { } company) yield return company;
    }
}
