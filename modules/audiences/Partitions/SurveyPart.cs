using System.Collections.Immutable;
using Audiences.Rules;
using Orleans;

namespace Audiences.Partitions;

/// <summary>What a <see cref="BookSurvey"/> found in one partition, its conditions and their names in order.</summary>
[GenerateSerializer, Immutable, Alias("survey-part")]
internal sealed record SurveyPart([property: Id(0)] ConditionPart Whole, [property: Id(1)] ImmutableArray<ConditionPart> Conditions)
{
    public static SurveyPart Of(BookSurvey survey) =>
        new(ConditionPart.Of(survey.Whole), [.. survey.Conditions.Select(ConditionPart.Of)]);

    public void AddTo(BookSurvey survey)
    {
        Whole.AddTo(survey.Whole);
        foreach (var (part, condition) in Conditions.Zip(survey.Conditions))
            part.AddTo(condition);
    }
}
