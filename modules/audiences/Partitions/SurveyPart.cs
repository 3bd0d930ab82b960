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

/// <param name="Nearest">Of the names that the partition knows.</param>
/// <param name="Any">See <see cref="ValueSurvey"/>.</param>
[GenerateSerializer, Immutable, Alias("name-part")]
internal sealed record NamePart([property: Id(0)] bool Known, [property: Id(1)] string? Nearest, [property: Id(2)] bool Any, [property: Id(3)] bool Fits)
{
    public static NamePart Of(NameSurvey name) => new(name.Known, name.Nearest, name.Values?.Any == true, name.Values?.Fits == true);

    public void AddTo(NameSurvey name)
    {
        name.Known |= Known;
        if (Nearest is not null)
            name.Note(Nearest);
        if (name.Values is { } values)
            (values.Any, values.Fits) = (values.Any || Any, values.Fits || Fits);
    }
}
