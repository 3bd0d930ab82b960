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
        var keys = FactPath.Keys(clause.Property).ToArray();
        if (!keys.All(key => postings.Properties.Any(held => held.Name == key.Key)))
        {
            postings.Settle();
        }
        if (!keys.All(key => postings.TryProperty(key.Key, out _)))
        {
            return false;
        }
        (PropertyColumn Column, FactPath Below)[] columnsOfKeys = [.. keys
            .SelectMany(key => postings.Properties.Where(held => held.Name == key.Key && held.Contents.Count > 1).Select(held => (held, key.Below)))];
        // Beside a literal `a.b` what is below `a` does not count, and contents do not tell who has both.
        if (columnsOfKeys.Length > 1)
        {
            return false;
        }
        foreach (var (column, below) in columnsOfKeys)
        {
            postings.Show(column, among, values =>
            {
                new ValuesBelow(below, values).Visit(Values);
                Known |= below.IsHere || Values.Reached;
                return Known && Values.IsSettled;
            });
        }
        if (!Known && !postings.HoldsAllProperties)
        {
            return false;
        }
        if (!Known)
        {
            foreach (var other in postings.Properties)
            {
                postings.Show(other, among, values =>
                {
                    Note(other.Name);
                    NotePaths(values[0], $"{other.Name}.");
                    // No deeper than this name.
                    return other.Contents.IsPlain || !clause.Property.Contains('.', StringComparison.Ordinal);
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
