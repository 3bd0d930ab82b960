using Contracts;

namespace Audiences.Rules;

internal sealed class PropertySurvey(string name, Where clause) : NameSurvey(clause.Property)
{
    private readonly FactPath _path = new(clause.Property);

    public override ValueSurvey Values { get; } = new(clause.Test);

    public override string? Warning => Known
        ? Values.Warning($"`{clause.Property}` of `{name}`")
        : $"No event `{name}` has a property `{clause.Property}`.{Hint}";

    public override void Look(in Subject subject)
    {
        if (Known && Values.IsSettled)
        {
            return;
        }
        foreach (var happened in subject.Events.Named(StepKind.Track, name))
        {
            _path.Visit(happened.Properties, 0, Values);
            Known = Known || Values.Reached;
            if (MayGather())
            {
                NotePaths(happened.Properties, "");
            }
        }
    }
}
