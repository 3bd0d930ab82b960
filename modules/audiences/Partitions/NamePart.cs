using Audiences.Rules;
using Orleans;

namespace Audiences.Partitions;

/// <summary>A name in a <see cref="SurveyPart"/>.</summary>
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
