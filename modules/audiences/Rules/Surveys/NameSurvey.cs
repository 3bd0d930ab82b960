using System.Text.Json;
using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Whether a name that a condition mentions is known, and if not, which known one is nearest.</summary>
internal abstract class NameSurvey(string name)
{
    // The nearest name is a help: what comes after so many looks, or so many names, is not gathered for it.
    private const int MostLooks = 10_000, MostNames = 10_000;

    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private int _looks;

    protected string Name => name;

    public bool Known { get; set; }

    /// <summary>No contact more can tell anything new.</summary>
    public bool IsSettled => Known && Values is not { IsSettled: false };

    /// <summary>The known name that is nearest; null when this one is known, or none is near.</summary>
    public string? Nearest => Known ? null : Contracts.Nearest.To(name, _others);

    /// <summary>Null for a name that has none.</summary>
    public virtual ValueSurvey? Values => null;

    public abstract string? Warning { get; }

    protected string Hint => Nearest is { } near ? $" Did you mean `{Full(near)}`?" : "";

    /// <summary>The names that a condition asks for and that somebody may have mistyped.</summary>
    public static IEnumerable<NameSurvey> In(Node node) => node switch
    {
        EventCondition { IsPage: false } condition =>
            [new EventNameSurvey(condition.Event), .. condition.Where.Select(clause => new PropertySurvey(condition.Event, clause))],
        FieldCondition condition when Field.KindOf(condition.Field) == FieldKind.Open => [new FieldSurvey(condition)],
        _ => [],
    };

    public abstract void Look(in Subject subject);

    /// <summary>Looks at all of them at once; false, and nothing done, where the columns do not hold it all.</summary>
    public abstract bool LookAt(ContactColumns columns, SlotSet among);

    /// <summary>A name that somebody has.</summary>
    public void Note(string other)
    {
        if (other == name)
        {
            // An empty list leads nowhere, and still somebody has the name.
            Known = true;
        }
        else if (_others.Count < MostNames)
        {
            _others.Add(other);
        }
    }

    protected void NoteAll(IEnumerable<string> names)
    {
        foreach (var other in names)
        {
            Note(other);
        }
    }

    protected virtual string Full(string other) => other;

    protected bool MayGather() => !Known && _looks++ < MostLooks;

    protected void NotePaths(in Value value, string before)
    {
        if (value.IsJson)
        {
            NotePaths(value.Json, before);
        }
    }

    /// <summary>Notes every path below, no deeper than this name goes.</summary>
    protected void NotePaths(JsonElement json, string before)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in json.EnumerateArray())
            {
                NotePaths(element, before);
            }
        }
        if (json.ValueKind != JsonValueKind.Object || before.Count(letter => letter == '.') > name.Count(letter => letter == '.'))
        {
            return;
        }
        foreach (var member in json.EnumerateObject())
        {
            Note(before + member.Name);
            NotePaths(member.Value, $"{before}{member.Name}.");
        }
    }
}
