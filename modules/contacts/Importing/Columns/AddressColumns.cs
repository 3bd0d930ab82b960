using System.Text.RegularExpressions;

namespace Contacts;

/// <summary>
/// Columns that are part of an address: <c>City</c>, <c>Mailing City</c>, <c>Business Street 2</c>, <c>Address 1 - City</c>. A contact
/// has one; of several the first of <see cref="RowDraft"/>'s order is it, the others are traits.
/// </summary>
internal static partial class AddressColumns
{
    private static readonly Dictionary<string, string> Parts = new(StringComparer.Ordinal)
    {
        ["street"] = "street", ["street2"] = "street", ["street3"] = "street", ["streetaddress"] = "street", ["streetaddress2"] = "street",
        ["address"] = "street", ["address1"] = "street", ["address2"] = "street", ["addressline1"] = "street", ["addressline2"] = "street",
        ["pobox"] = "street", ["extendedaddress"] = "street", ["formatted"] = RowDraft.WholeAddress,
        ["city"] = "city", ["town"] = "city", ["ct"] = "city", ["ort"] = "city", ["ville"] = "city",
        ["region"] = "region", ["state"] = "region", ["stateprovince"] = "region", ["stateregion"] = "region", ["province"] = "region", ["st"] = "region",
        ["zip"] = "postalCode", ["zipcode"] = "postalCode", ["postalcode"] = "postalCode", ["postcode"] = "postalCode", ["zippostalcode"] = "postalCode", ["plz"] = "postalCode",
        ["country"] = "country", ["countryregion"] = "country", ["countrycode"] = "country",
    };

    public static Meaning? Of(string key)
    {
        // What is whole first: "address2" alone is a second line, "address2city" a second address.
        if (Parts.TryGetValue(key, out var whole) && whole != RowDraft.WholeAddress) return Part("", whole);
        if (Grouped().Match(key) is not { Success: true } found) return null;
        var (group, rest) = (found.Groups[1].Value, found.Groups[2].Value);
        if (rest is "label" or "type") return new((draft, _, cell) => draft.AddressLabel(group, cell), null);
        return Parts.TryGetValue(rest, out var part) ? Part(group, part) : null;
    }

    private static Meaning Part(string group, string part) => new((draft, column, cell) => draft.Address(group, part, cell, column), part == RowDraft.WholeAddress ? "address.street" : $"address.{part}");

    [GeneratedRegex(@"^(mailing|business|work|home|other|billing|shipping|address\d+)(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}
