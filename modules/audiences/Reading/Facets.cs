using Audiences.Partitions;
using Audiences.Rules;
using Contracts;

namespace Audiences.Reading;

/// <summary>The values of a field, put together from all partitions: those that rules take for the same under their commonest spelling.</summary>
internal static class Facets
{
    private const int Most = 50;

    public static FacetsView View(string field, IReadOnlyCollection<FacetPart> parts, Organising organising, Instant at)
    {
        var values = parts.SelectMany(part => part.Values)
            .GroupBy(value => value.Text, SameText.Comparer)
            .Select(same => new FieldValueView(Commonest(same), same.Sum(value => value.Count)))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal)
            .ToArray();
        var count = parts.Sum(part => part.Count);
        return new FacetsView(
            field, [.. values.Take(Most).Select(value => value with { Label = Label(field, value.Value, organising) })],
            Math.Max(0, values.Length - Most), count - parts.Sum(part => part.Seen), count, at);
    }

    private static string Commonest(IEnumerable<FieldValuePart> same) => same
        .GroupBy(value => value.Text, StringComparer.Ordinal)
        .OrderByDescending(spelling => spelling.Sum(value => value.Count)).ThenBy(spelling => spelling.Key, StringComparer.Ordinal)
        .First().Key;

    private static string? Label(string field, string value, Organising organising) =>
        field is Organising.Stage or Organising.Segment or Organising.Step
            ? organising.TermsOf(field).FirstOrDefault(term => SameText.Comparer.Equals(term.Key, value))?.Label
            : null;
}
