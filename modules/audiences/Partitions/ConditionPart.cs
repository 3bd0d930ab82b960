using System.Collections.Immutable;
using Audiences.Rules;
using Orleans;

namespace Audiences.Partitions;

/// <summary>A condition in a <see cref="SurveyPart"/>, and its names.</summary>
[GenerateSerializer, Immutable, Alias("condition-part")]
internal sealed record ConditionPart([property: Id(0)] bool Met, [property: Id(1)] bool Missed, [property: Id(2)] ImmutableArray<NamePart> Names)
{
    public static ConditionPart Of(ConditionSurvey condition) =>
        new(condition.Met, condition.Missed, [.. condition.Names.Select(NamePart.Of)]);

    public void AddTo(ConditionSurvey condition)
    {
        condition.Met |= Met;
        condition.Missed |= Missed;
        foreach (var (part, name) in Names.Zip(condition.Names))
            part.AddTo(name);
    }
}
