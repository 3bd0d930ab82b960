using System.Collections.Immutable;
using Audiences.Rules;
using Orleans;

namespace Audiences.Partitions;

/// <summary>What contacts of one partition have in a field.</summary>
/// <param name="Count">Contacts asked.</param>
/// <param name="Seen">Those of them that have something there.</param>
/// <param name="Values">Spelled as contacts have them: the same value may be there in several spellings, each contact under one of them.</param>
[GenerateSerializer, Immutable, Alias("facet-part")]
internal sealed record FacetPart([property: Id(0)] int Count, [property: Id(1)] int Seen, [property: Id(2)] ImmutableArray<FieldValuePart> Values)
{
    public static FacetPart Of(int count, FieldTally tally) =>
        new(count, tally.Seen, [.. tally.Values.Select(value => new FieldValuePart(value.Key, value.Value))]);
}

/// <param name="Next">The next member's slot; null: there is none.</param>
[GenerateSerializer, Immutable, Alias("members-from-part")]
internal sealed record MembersFromPart([property: Id(0)] ImmutableArray<Member> Members, [property: Id(1)] int? Next);
