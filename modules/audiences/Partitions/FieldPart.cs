using System.Collections.Immutable;
using Audiences.Rules;
using Orleans;

namespace Audiences.Partitions;

/// <summary>A field that contacts of one partition have.</summary>
/// <param name="Property">Of an event's; null for a field of contacts and for the event itself.</param>
/// <param name="Kinds">What its values can be read as.</param>
/// <param name="Values">Different values with how many contacts have them.</param>
[GenerateSerializer, Immutable, Alias("field-part")]
internal sealed record FieldPart(
    [property: Id(0)] string Field, [property: Id(1)] string? Property, [property: Id(2)] int Seen, [property: Id(3)] ImmutableArray<FieldKind> Kinds,
    [property: Id(4)] ImmutableArray<FieldValuePart> Values)
{
    public static ImmutableArray<FieldPart> Of(BookFields fields) =>
        [.. fields.Tallies.Where(tally => tally.Value.Seen > 0).Select(tally => new FieldPart(
            tally.Key.Field, tally.Key.Property, tally.Value.Seen, [.. tally.Value.Kinds],
            [.. tally.Value.Values.Select(value => new FieldValuePart(value.Key, value.Value))]))];

    public void AddTo(BookFields fields) =>
        fields.Find(Field, Property)?.Add(Seen, Kinds, Values.Select(value => (value.Text, value.Count)));
}

[GenerateSerializer, Immutable, Alias("field-value-part")]
internal readonly record struct FieldValuePart([property: Id(0)] string Text, [property: Id(1)] int Count);
