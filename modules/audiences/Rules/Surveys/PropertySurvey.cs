using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

internal sealed class PropertySurvey(string name, Where clause) : NameSurvey(clause.Property)
{
    private readonly FactPath _path = new(clause.Property);

    public override ValueSurvey Values { get; } = new(clause.Test);

    public override string? Warning => Known
        ? Values.Warning($"`{clause.Property}` of `{name}`")
        : $"No event `{name}` has a property `{clause.Property}`.{Hint}";

    public override bool LookAt(ContactColumns columns, SlotSet among)
    {
        if (!columns.TryEvents(StepKind.Track, name, out var postings))
        {
            return false;
        }
        if (postings is null)
        {
            return true;
        }
        if (!postings.HoldsAllProperties || clause.Property.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }
        if (postings.Properties.FirstOrDefault(held => held.Name == clause.Property) is { } property)
        {
            postings.Show(property, among, values =>
            {
                Known = true;
                new ValuesBelow(FactPath.Here, values).Visit(Values);
                return Values.IsSettled;
            });
        }
        if (!Known)
        {
            foreach (var other in postings.Properties)
            {
                postings.Show(other, among, _ =>
                {
                    Note(other.Name);
                    return true;
                });
            }
        }
        return true;
    }

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
