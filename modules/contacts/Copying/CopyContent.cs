using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>What of a contact crosses to another book: who it is, how it is reached, what it prefers, and the custom fields that both sides have.</summary>
/// <param name="Fields">By field as rules name it; with when it was said.</param>
/// <param name="Kept">Custom fields that the other side does not have, as a JSON object; null when there are none.</param>
/// <param name="Consent">Of e-mail, which is what lets it cross.</param>
internal sealed record CopyContent(
    Guid Source, ImmutableArray<Address> Emails, ImmutableArray<Address> Phones, ImmutableSortedDictionary<string, ProfileValue> Fields, string? Kept,
    Consent Consent)
{
    private const string Custom = "custom.", Preference = "preference.";
    private static readonly string[] Card = ["firstName", "lastName", "company", "birthday", "address"];

    /// <param name="crosses">Whether the other side has the custom field of that key.</param>
    public static CopyContent Of(StoredContact source, Func<string, bool> crosses)
    {
        var profile = source.Profile;
        var told = profile.Values.Where(value => value.Value.Json != ProfileValues.Tombstone).ToArray();
        var kept = told.Where(value => IsCustom(value.Key) && !crosses(value.Key[Custom.Length..])).ToArray();
        return new(
            source.Id, profile.Emails, profile.Phones,
            told.Where(value => IsShared(value.Key) && !(IsCustom(value.Key) && !crosses(value.Key[Custom.Length..]))).ToImmutableSortedDictionary(StringComparer.Ordinal),
            kept.Length == 0 ? null : $"{{{string.Join(',', kept.Select(value => $"{JsonSerializer.Serialize(value.Key[Custom.Length..])}:{value.Value.Json}"))}}}",
            profile.Consents["email"]);
    }

    private static bool IsCustom(string field) => field.StartsWith(Custom, StringComparison.Ordinal);

    // Traits are what other programs say of the contact to its owner's.
    private static bool IsShared(string field) => Card.Contains(field) || IsCustom(field) || field.StartsWith(Preference, StringComparison.Ordinal);
}
