using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Audiences.Reading;

/// <summary>The language's own fields, the organisation's, and whatever else contacts have, as the API lists them.</summary>
internal sealed class FieldListing(BookFields seen, ImmutableArray<CustomField> defined, Organising organising)
{
    private const int MostValues = 50;

    private static readonly string[] Happening = ["performed", "notPerformed"];

    public IReadOnlyList<FieldView> All() =>
    [
        .. BuiltIn().Concat(defined.Select(Custom)).Concat(seen.Tallies.Where(IsOther).Select(tally => Other(tally.Key.Field, tally.Key.Property, tally.Value)))
            .OrderBy(field => field.Field, StringComparer.Ordinal).ThenBy(field => field.Property, StringComparer.Ordinal),
    ];

    private IEnumerable<FieldView> BuiltIn() => Field.Kinds
        .Select(field => Organised(View(field.Key, null, Label(field.Key), Word(field.Value), Operators(field.Value), Tally(field.Key))))
        .Append(View("page", null, "Page", "event", Happening, null));

    private FieldView Organised(FieldView field)
    {
        if (field.Field is not (Organising.Stage or Organising.Segment or Organising.Step)) return field;
        FieldValueView[] known = [.. organising.TermsOf(field.Field).Select(term => new FieldValueView(
            term.Key, Tally(field.Field)?.Values.Where(value => IsSame(value.Key, term.Key)).Sum(value => value.Value) ?? 0, term.Label))];
        return field with { Values = [.. known, .. field.Values.Where(value => !known.Any(term => IsSame(term.Value, value.Value)))] };
    }

    // As rules compare them.
    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private FieldView Custom(CustomField field) => View(
        $"custom.{field.Key}", null, field.Label, field.Kind.Word(), Operators(KindOf(field.Kind)), Tally($"custom.{field.Key}"));

    private bool IsOther(KeyValuePair<(string Field, string? Property), FieldTally> tally) =>
        tally.Value.Seen > 0 && !Field.Kinds.ContainsKey(tally.Key.Field) && !defined.Any(field => $"custom.{field.Key}" == tally.Key.Field);

    private static FieldView Other(string field, string? property, FieldTally tally)
    {
        var below = Field.Split(field)!.Value.Below;
        if (property is null && (field.StartsWith("event.", StringComparison.Ordinal) || field.StartsWith("page.", StringComparison.Ordinal)))
            return View(field, null, below, "event", Happening, tally);
        // Of values that differ in kind any operator may be meant.
        var kind = tally.Kind ?? FieldKind.Open;
        return View(field, property, property ?? below, Word(kind), Operators(FieldKind.Open), tally);
    }

    private static FieldView View(string field, string? property, string label, string kind, IReadOnlyList<string> operators, FieldTally? tally) => new(
        field, property, label, kind, operators,
        tally is null ? [] : [.. tally.Values.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal)
            .Take(MostValues).Select(value => new FieldValueView(value.Key, value.Value))],
        tally?.Seen ?? 0);

    private FieldTally? Tally(string field) => seen.Tallies.GetValueOrDefault((field, null));

    public static FieldKind KindOf(CustomFieldKind kind) => kind switch
    {
        CustomFieldKind.PickMany => FieldKind.List,
        CustomFieldKind.Date => FieldKind.Date,
        CustomFieldKind.WholeNumber or CustomFieldKind.Decimal or CustomFieldKind.Currency => FieldKind.Number,
        _ => FieldKind.Text,
    };

    private static string[] Operators(FieldKind kind) => [.. Operator.For(kind).Select(Operator.Name)];

    private static string Word(FieldKind kind) => kind == FieldKind.Open ? "any" : JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary><c>firstName</c> as <c>First name</c>.</summary>
    private static string Label(string field)
    {
        var words = Words.Split(field);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
