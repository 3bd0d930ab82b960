using System.Collections.Frozen;

namespace Audiences.Rules;

/// <summary>ISO 3166-1: alpha-2 codes, read from alpha-3 codes and English names too.</summary>
internal static class Countries
{
    // One line a country: alpha-2|alpha-3|names. From Debian's iso-codes, with the names people still use.
    private static readonly FrozenDictionary<string, string> Codes = Load();

    /// <summary>The alpha-2 code; what is no country known stays as it is.</summary>
    public static string Code(string country) => Codes.GetValueOrDefault(Folding.Fold(country.Trim()), country);

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("Audiences.Rules.countries.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('|'))
            .SelectMany(names => names.Select(name => (Name: Folding.Fold(name), Code: names[0])))
            .DistinctBy(pair => pair.Name)
            .ToFrozenDictionary(pair => pair.Name, pair => pair.Code, StringComparer.Ordinal);
    }
}
