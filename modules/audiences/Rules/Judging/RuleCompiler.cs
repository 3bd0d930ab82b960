using System.Collections.Frozen;

namespace Audiences.Rules;

/// <summary>Turns a definition into judges, and notes what it mentions.</summary>
internal sealed class RuleCompiler
{
    private readonly string? _me;
    private readonly SharedConditions? _shared;
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<MentionedEvent> _events = [];
    private readonly Dictionary<(string Name, bool IsPage), HashSet<string>> _asked = [];
    private bool _seen, _anyEvent, _agent;

    private RuleCompiler(string? me, SharedConditions? shared) => (_me, _shared) = (me, shared);

    public static CompiledRule Compile(Definition definition, string? me, SharedConditions? shared)
    {
        var compiler = new RuleCompiler(me, shared);
        var judge = compiler.Whole(definition);
        return new CompiledRule(definition, judge, new Mentions(
            compiler._fields.ToFrozenSet(StringComparer.Ordinal), compiler._events.ToFrozenSet(), compiler._seen, compiler._anyEvent, compiler._agent),
            [.. compiler._asked.Select(asked => new AskedProperties(asked.Key.Name, asked.Key.IsPage, asked.Value))]);
    }

    private Judge Whole(Definition definition)
    {
        if (definition.Team is { } team)
        {
            _fields.Add(Mentions.Team(team));
            return new TeamJudge(team, Whole(definition with { Team = null }));
        }
        var parts = new List<Judge>();
        if (definition.Include is not null)
        {
            parts.Add(Part(definition.Include));
        }
        if (definition.Exclude.Count > 0)
        {
            parts.Add(new NotJudge(new GroupJudge(Match.Any, [.. definition.Exclude.Select(Part)])));
        }
        if (definition.Pins is { } audience)
        {
            _fields.Add(Mentions.Pin(audience));
            parts = [new PinJudge(audience, new GroupJudge(Match.All, parts))];
        }
        if (definition.Unarchived)
        {
            parts.Add(Part(Definition.NotArchived));
        }
        return new GroupJudge(Match.All, parts);
    }

    private Judge Part(Node node)
    {
        var judge = node switch
        {
            Group group => new GroupJudge(group.Match, [.. group.Parts.Select(Part)]),
            FieldCondition condition => OfField(condition),
            EventCondition condition => OfEvent(condition),
            CountCondition condition => OfCount(condition),
            Reference { Inlined: { } inlined } reference => reference.Member ? Whole(inlined) : new NotJudge(Whole(inlined)),
            Reference reference => throw new InvalidOperationException($"audience.{reference.Audience} is not inlined."),
            _ => throw new InvalidOperationException($"{node} has no judge."),
        };
        if (node is not Group && _shared is not null)
        {
            judge = _shared.Of(node with { Not = false }, MeIn(node), judge);
        }
        return node.Not ? new NotJudge(judge) : judge;
    }

    // What names nobody is the same whoever asks; what is behind a reference may name me.
    private string? MeIn(Node node) => node is Reference or FieldCondition { AsksForMe: true } ? _me : null;

    private HasBeenJudge OfStanding(string field, Standing standing)
    {
        var source = Source.For(field, nobody: false);
        _fields.UnionWith(source.Mentions.SelectMany(key => new[] { key, Mentions.Since(key) }));
        var sought = standing.Value is TextLiteral { Text: "me" } && field == "assignedTo" ? _me is { } me ? new TextLiteral(me) : null : standing.Value;
        return new HasBeenJudge(
            source, sought is null ? new Probe(_ => false) : ValueTests.Probe(sought),
            ValueTests.Compile(new Test(Op.In, new Several(sought is null ? [] : [sought]))), standing.For.Ms);
    }

    private Judge OfField(FieldCondition condition)
    {
        if (condition.Test.Operand is Standing standing)
        {
            return OfStanding(condition.Field, standing);
        }
        var test = condition.Field switch
        {
            "assignedTo" => WithMe(condition.Test),
            "country" => WithCodes(condition.Test),
            _ => condition.Test,
        };
        if (condition.Field is "firstSeen" or "lastSeen")
        {
            _seen = true;
            var grows = condition.Field == "lastSeen" && test is { Op: Op.Within, Operand: Within };
            return new SeenJudge(condition.Field == "firstSeen", ValueTests.Compile(test), grows);
        }
        if (condition.Field == "archived")
        {
            _fields.Add("archived");
            return new ArchivedJudge(ValueTests.Compile(test));
        }
        if (condition.Field is "device" or "browser")
        {
            _agent = true;
            return new AgentJudge(condition.Field == "device" ? AgentPart.Device : AgentPart.Browser, ValueTests.Compile(test));
        }
        var source = Source.For(condition.Field, nobody: test.Op is not (Op.Exists or Op.NotExists));
        _fields.UnionWith(source.Mentions);
        return new FieldJudge(source, ValueTests.Compile(test));
    }

    private Judge OfEvent(EventCondition condition)
    {
        _events.Add(new MentionedEvent(condition.Event, condition.IsPage, SoughtBy(condition)));
        if (!condition.IsPage || condition.Occurrence == Occurrence.Any)
        {
            NoteAsked(condition);
        }
        var test = condition.Performed ? new CountTest((condition.Times.Low, condition.Times.High)) : new CountTest((0, 0));
        var (window, clauses) = (EventWindow.Of(condition.Window), Clauses.Of(condition.Where));
        Happenings happenings = condition.IsPage ? new PageViews(condition.Event) : new TrackEvents(condition.Event);
        return condition.Occurrence == Occurrence.Any
            ? new EventJudge(happenings, test, window, clauses)
            : new OccurrenceJudge(happenings, condition.Occurrence == Occurrence.First, test, window, clauses);
    }

    private void NoteAsked(EventCondition condition)
    {
        var keys = condition.Where.SelectMany(clause => FactPath.Keys(clause.Property).Select(key => key.Key))
            .Concat(condition is { IsPage: true, Event.Length: > 0 } ? [PagePath.Column] : []).ToArray();
        if (keys.Length == 0)
        {
            return;
        }
        // Views are asked under all their names.
        var place = (condition.IsPage ? "" : condition.Event, condition.IsPage);
        if (!_asked.TryGetValue(place, out var asked))
        {
            _asked[place] = asked = new(StringComparer.Ordinal);
        }
        asked.UnionWith(keys);
    }

    // The first or last event may be any: one that fails the clauses takes the place of one that met them.
    private static Seq<SoughtValues> SoughtBy(EventCondition condition) => condition.Occurrence != Occurrence.Any ? [] :
        [.. condition.Where.Select(clause => ValueTests.Sought(clause.Test) is { } values ? new SoughtValues(clause.Property, values) : null)
            .OfType<SoughtValues>()];

    private CountJudge OfCount(CountCondition condition)
    {
        var (test, window) = (CountTest.Of(condition.Test), EventWindow.Of(condition.Window));
        if (condition.Field == "eventCount")
        {
            _anyEvent = true;
            return new CountJudge(CountedTimes.Events, test, window);
        }
        _seen = true;
        return new CountJudge(CountedTimes.Sessions, test, window);
    }

    private Test WithMe(Test test) => Mapped(test, text => text == "me" ? _me : text);

    private static Test WithCodes(Test test) =>
        test.Op is Op.Equals or Op.NotEquals or Op.In or Op.NotIn ? Mapped(test, Countries.Code) : test;

    /// <summary>The same test with other texts; a text mapped to null is left out.</summary>
    private static Test Mapped(Test test, Func<string, string?> map)
    {
        Seq<Literal> Map(IEnumerable<Literal> values) =>
            [.. values.Select(value => value is TextLiteral { Text: var text } ? map(text) is { } to ? new TextLiteral(to) : null : value).OfType<Literal>()];
        return test.Operand switch
        {
            Scalar scalar => test with { Operand = new Several(Map([scalar.Value])) },
            Several several => test with { Operand = new Several(Map(several.Values)) },
            _ => test,
        };
    }
}
