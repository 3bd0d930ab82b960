using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// What a book's contacts show about a definition: names that nobody has, operators that do not go with the values, conditions that
/// tell nobody apart. Contacts are looked at one by one; what is settled costs nothing more.
/// </summary>
internal sealed class BookSurvey
{
    /// <param name="definition">Self-contained, as it was written.</param>
    /// <param name="me">As for <see cref="Rule.Compile"/>.</param>
    public BookSurvey(Definition definition, string? me)
    {
        Whole = new ConditionSurvey(definition.AsJudged(), me);
        var conditions = definition.Nodes.Where(node => node is not Group).ToArray();
        IsSingle = conditions.Length == 1;
        // What is said of one is said of all that ask the same.
        Conditions = [.. conditions.Distinct()
            .Select(node => new ConditionSurvey(new Definition(new Group(Match.All, [node]), []), me))];
    }

    public ConditionSurvey Whole { get; }
    public IReadOnlyList<ConditionSurvey> Conditions { get; }

    /// <summary>What single conditions ask for by name, where nobody has any of it.</summary>
    public IEnumerable<FieldCondition> Unborne => Conditions.SelectMany(condition => condition.Unborne());

    /// <summary>There is nothing to warn of, whatever contacts there are more.</summary>
    public bool IsSettled => Whole.TellsApart
        && Conditions.All(condition => condition.Names.All(name => name.IsSettled) && (condition.TellsApart || (IsSingle && !condition.AsksByName)));

    /// <summary>Whom a single condition meets is said of the whole.</summary>
    private bool IsSingle { get; }

    /// <summary>Looks at all of them at once; answers whether looking at each may tell more.</summary>
    public bool LookAt(ContactColumns columns, SlotSet among, Instant now)
    {
        Whole.LookAt(columns, among, now);
        foreach (var condition in Conditions)
        {
            condition.LookAt(columns, among, now);
        }
        return Whole.IsOpen || Conditions.Any(condition => condition.IsOpen);
    }

    public void Look(in Subject subject, Instant now)
    {
        Whole.Judge(subject, now);
        foreach (var condition in Conditions)
        {
            if (!IsSingle || condition.AsksByName)
            {
                condition.Judge(subject, now);
            }
            condition.LookForNames(subject);
        }
    }

    /// <param name="audiences">Those that the definition's writer may see.</param>
    public IEnumerable<string> Warnings(AudienceNames audiences)
    {
        if (!Whole.Met && !Whole.Missed)
        {
            return Conditions.SelectMany(condition => condition.WarningsOfNames()).Prepend("There is no contact in the book yet.");
        }
        var warnings = Conditions.SelectMany(condition =>
            condition.WarningsOfNames().ToArray() is { Length: > 0 } names ? names
            : !IsSingle && condition.Sameness() is { } same ? [$"{same}: {condition.Sentence(audiences)}."]
            : []);
        return Whole.Sameness() is { } all ? warnings.Prepend($"{all} this definition.") : warnings;
    }
}
