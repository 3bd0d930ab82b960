using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A trait, custom field, preference or property of a group.</summary>
internal sealed class FieldSurvey : NameSurvey
{
    private readonly string _field, _root;
    private readonly Source _source;

    public FieldSurvey(FieldCondition condition) : base(Field.Split(condition.Field)!.Value.Below)
    {
        _field = condition.Field;
        _root = $"{Field.Split(_field)!.Value.Root}.";
        _source = Source.For(_field, nobody: false);
        Values = new ValueSurvey(condition.Test);
    }

    public override ValueSurvey Values { get; }

    public override string? Warning => Known
        ? Values.Warning($"`{_field}`")
        : $"No contact of this book has `{_field}`.{Hint}";

    public override bool LookAt(ContactColumns columns, SlotSet among)
    {
        if (!columns.Keys.HoldAll)
        {
            return false;
        }
        _source.Show(columns, among, values =>
        {
            values.Visit(Values);
            Known |= Values.Reached;
            return Known && Values.IsSettled;
        });
        if (Known)
        {
            return true;
        }
        foreach (var (key, column) in columns.Keys.Of(among).Where(held => held.Key.StartsWith(_root, StringComparison.Ordinal)))
        {
            Note(key[_root.Length..]);
            column.Show(among, values =>
            {
                NotePaths(values[0], $"{key[_root.Length..]}.");
                return false;
            });
        }
        return true;
    }

    public override void Look(in Subject subject)
    {
        if (!Known || !Values.IsSettled)
        {
            _source.Visit(subject.Facts, Values);
            Known = Known || Values.Reached;
        }
        if (!MayGather())
        {
            return;
        }
        foreach (var key in subject.Facts.Keys)
        {
            if (key.StartsWith(_root, StringComparison.Ordinal))
            {
                Note(key[_root.Length..]);
                NotePaths(subject.Facts[key], $"{key[_root.Length..]}.");
            }
        }
    }

    protected override string Full(string other) => _root + other;
}
