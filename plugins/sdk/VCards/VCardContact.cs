using System.Globalization;

namespace Audiences.Sdk;

/// <summary>A card as a contact.</summary>
internal static class VCardContact
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyyMMdd"];

    private static readonly (string Property, string Trait)[] Traits = [("TITLE", "title"), ("ROLE", "role"), ("NICKNAME", "nickname"), ("NOTE", "note"), ("URL", "website")];

    /// <summary>Null for what is no person or organisation, such as a group.</summary>
    public static Contact? Of(IReadOnlyList<VCardProperty> card)
    {
        if (First(card, "KIND") is "group" or "location" || First(card, "X-ADDRESSBOOKSERVER-KIND") is "group") return null;
        var (first, last) = Name(card);
        var address = Preferred(card, "ADR").FirstOrDefault()?.Parts(';');
        return new()
        {
            Emails = [.. Preferred(card, "EMAIL").Select(each => Bare(each.Text, "mailto:")).Where(each => each.Length > 0).Distinct()],
            Phones = [.. Preferred(card, "TEL").Select(each => Bare(each.Text, "tel:")).Where(each => each.Length > 0).Distinct()],
            FirstName = first,
            LastName = last,
            Company = Given(Preferred(card, "ORG").FirstOrDefault()?.Parts(';')[0]),
            Birthday = Birthday(First(card, "BDAY")),
            Street = Street(address),
            City = Part(address, 3),
            Region = Part(address, 4),
            PostalCode = Part(address, 5),
            Country = Part(address, 6),
            Tags = [.. card.Where(each => each.Name == "CATEGORIES").SelectMany(each => each.Parts(',')).Where(each => each.Length > 0).Distinct()],
            Traits = Traits.Select(each => (each.Trait, Text: First(card, each.Property))).Where(each => each.Text is not null)
                .ToDictionary(each => each.Trait, each => (TraitValue)each.Text!),
        };
    }

    /// <summary>Of N; where there is none, or an empty one, the formatted name in its stead, the last word being the last name.</summary>
    private static (string? First, string? Last) Name(IReadOnlyList<VCardProperty> card)
    {
        var name = card.FirstOrDefault(each => each.Name == "N")?.Parts(';');
        if ((Part(name, 1), Part(name, 0)) is var known && known is not (null, null)) return known;
        if (First(card, "KIND") is "org" || First(card, "X-ABSHOWAS")?.ToUpperInvariant() is "COMPANY" || First(card, "FN") is not { } full || full.Contains('@', StringComparison.Ordinal))
            return (null, null);
        return full.LastIndexOf(' ') is var blank and > 0 ? (full[..blank].Trim(), full[(blank + 1)..]) : (full, null);
    }

    private static IEnumerable<VCardProperty> Preferred(IReadOnlyList<VCardProperty> card, string name) =>
        card.Where(each => each.Name == name).OrderBy(each => each.Preference);

    private static string? First(IReadOnlyList<VCardProperty> card, string name) => Given(Preferred(card, name).FirstOrDefault()?.Text);

    private static string? Part(IReadOnlyList<string>? parts, int at) => parts is not null && at < parts.Count ? Given(parts[at]) : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // The street, and before it what a card calls extended: an apartment, a building.
    private static string? Street(IReadOnlyList<string>? address) =>
        Given(string.Join(", ", new[] { Part(address, 2), Part(address, 1), Part(address, 0) }.OfType<string>()));

    // A version 4 value may be an address of its own kind: tel:+32-2-555-0100;ext=7
    private static string Bare(string text, string scheme) =>
        text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text[scheme.Length..].Split(';', '?')[0]).Trim() : text;

    // One without a year (--0415) is not known well enough.
    private static DateOnly? Birthday(string? text) =>
        DateOnly.TryParseExact(text?.Split('T')[0], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
