using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Contracts;

namespace Accounts;

/// <summary>Which custom fields there may be.</summary>
internal static partial class CustomFieldPolicy
{
    private const int MostOptions = 500;
    private const int LongestLabel = 200;

    /// <exception cref="Refusal">422, with everything that is wrong by its path.</exception>
    public static void Check(CustomField field)
    {
        var faults = Faults(field).DistinctBy(fault => fault.Path).ToDictionary(fault => fault.Path, fault => new[] { fault.Message });
        if (faults.Count > 0) throw new Refusal(422, "invalid", $"{faults.First().Key} {faults.First().Value[0]}", faults);
    }

    public static IEnumerable<(string Path, string Message)> Faults(CustomField field)
    {
        if (!Key().IsMatch(field.Key)) yield return ("key", "has 1 to 64 letters, digits, _ and - only");
        if (!IsLabel(field.Label)) yield return ("label", $"has 1 to {LongestLabel} characters");
        var picks = field.Kind is CustomFieldKind.PickOne or CustomFieldKind.PickMany;
        if (picks && field.Options.IsEmpty) yield return ("options", "is required for this kind: give at least one option");
        if (!picks && !field.Options.IsEmpty) yield return ("options", "is for pickOne and pickMany only");
        if (field.Options.Length > MostOptions) yield return ("options", $"has more than {MostOptions} options");
        if (field.Options.Any(option => !IsLabel(option.Key) || !IsLabel(option.Label))) yield return ("options", $"has an option without a key or label of 1 to {LongestLabel} characters");
        if (Repeated(field.Options) is { } twice) yield return ("options", $"has the key \"{twice}\" twice");
        var money = field.Kind == CustomFieldKind.Currency;
        if (money && !(field.Currency is { } code && Currency().IsMatch(code))) yield return ("currency", "is required for this kind: three capital letters, as EUR");
        if (!money && field.Currency is not null) yield return ("currency", "is for the kind currency only");
    }

    // Values are compared by their key as text is: case-blind.
    private static string? Repeated(ImmutableArray<FieldOption> options) =>
        options.GroupBy(option => option.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;

    private static bool IsLabel(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestLabel;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Currency();
}
