using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>Whether anybody meets a condition and anybody does not, and what is known of the names in it.</summary>
internal sealed class ConditionSurvey(Definition condition, string? me)
{
    private readonly CompiledRule _rule = Rule.Compile(condition, me);

    // What was looked at in columns, of everybody.
    private readonly HashSet<NameSurvey> _looked = [];
    private bool _isJudged;

    /// <summary>It asks for stages, segments or steps by name.</summary>
    public bool AsksByName { get; } = OrganisedNames.Any(condition);

    public bool Met { get; set; }
    public bool Missed { get; set; }
    public IReadOnlyList<NameSurvey> Names { get; } = [.. condition.Nodes.SelectMany(NameSurvey.In)];
    public string Sentence(AudienceNames audiences) => Rules.Sentence.Of(condition, audiences);

    public void Judge(in Subject subject, Instant now)
    {
        if (!_isJudged && !TellsApart)
        {
            var holds = Rule.Evaluate(_rule, subject, now).Holds;
            (Met, Missed) = (Met || holds, Missed || !holds);
        }
    }

    /// <summary>Looks at all of them at once, as far as the columns hold what it asks for.</summary>
    public void LookAt(ContactColumns columns, SlotSet among, Instant now)
    {
        foreach (var name in Names.Where(name => name.LookAt(columns, among)))
        {
            _looked.Add(name);
        }
        if (!_rule.Judge.IsHeldBy(columns))
        {
            return;
        }
        using var part = columns.Scratch.Empty();
        // A few mostly tell enough.
        for (var words = 8; !TellsApart && words <= SlotSet.WordCount; words *= 8)
        {
            among.Words[..Math.Min(words * 8, SlotSet.WordCount)].CopyTo(part.Slots.Words);
            var asked = part.Slots.Count;
            _rule.Judge.Narrow(columns, part.Slots, now.Ms);
            (Met, Missed) = (Met || !part.Slots.IsEmpty, Missed || part.Slots.Count < asked);
        }
        _isJudged = true;
    }

    /// <summary>One contact more may tell more.</summary>
    public bool IsOpen => (!_isJudged && !TellsApart) || _looked.Count < Names.Count;

    public bool TellsApart => Met && Missed;

    public void LookForNames(in Subject subject)
    {
        foreach (var name in Names)
        {
            if (!_looked.Contains(name))
            {
                name.Look(subject);
            }
        }
    }

    /// <summary>The first tells enough: an event that nobody has has no properties either.</summary>
    public IEnumerable<string> WarningsOfNames() => Names is [EventNameSurvey { Warning: { } unknown }, ..]
        ? [unknown]
        : Names.Select(name => name.Warning).OfType<string>();

    /// <summary>Of one condition: itself, when it names stages, segments or steps of which nobody has any.</summary>
    public IEnumerable<FieldCondition> Unborne() => condition.Nodes.OfType<FieldCondition>()
        .Where(named => named.Test.Op != Op.HasBeen && OrganisedNames.Texts(named).Any()
            && !((Operator.PositiveOf(named.Test.Op) is null) != named.Not ? Met : Missed));

    /// <summary>Null when it tells contacts apart, or there are none.</summary>
    public string? Sameness() => (Met, Missed) switch
    {
        (true, false) => "Every contact meets",
        (false, true) => "No contact meets",
        _ => null,
    };
}
