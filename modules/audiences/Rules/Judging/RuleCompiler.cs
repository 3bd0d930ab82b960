using System.Collections.Frozen;

namespace Audiences.Rules;

/// <summary>Turns a definition into judges, and notes what it mentions.</summary>
internal sealed class RuleCompiler
{
    private readonly string? _me;
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _events = new(StringComparer.Ordinal);
    private bool _seen;

    private RuleCompiler(string? me) => _me = me;

    public static CompiledRule Compile(Definition definition, string? me)
    {
        var compiler = new RuleCompiler(me);
        var judge = compiler.Whole(definition);
        return new CompiledRule(definition, judge, new Mentions(
            compiler._fields.ToFrozenSet(StringComparer.Ordinal), compiler._events.ToFrozenSet(StringComparer.Ordinal), compiler._seen));
    }

    private GroupJudge Whole(Definition definition)
    {
        var parts = new List<Judge>();
        if (definition.Include is not null)
        {
            parts.Add(Part(definition.Include));
        }
        if (definition.Exclude.Count > 0)
        {
            parts.Add(new NotJudge(new GroupJudge(Match.Any, definition.Exclude.Select(Part))));
        }
        return new GroupJudge(Match.All, parts);
    }

    private Judge Part(Node node)
    {
        var judge = node switch
        {
            Group group => new GroupJudge(group.Match, group.Parts.Select(Part)),
            FieldCondition condition => OfField(condition),
            EventCondition condition => OfEvent(condition),
            Reference { Inlined: { } inlined } reference => reference.Member ? Whole(inlined) : new NotJudge(Whole(inlined)),
            Reference reference => throw new InvalidOperationException($"audience.{reference.Audience} is not inlined."),
            _ => throw new InvalidOperationException($"{node} has no judge."),
        };
        return node.Not ? new NotJudge(judge) : judge;
    }

    private Judge OfField(FieldCondition condition)
    {
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
            return new SeenJudge(condition.Field == "firstSeen", ValueTests.Compile(test, timed: true), grows);
        }
        var source = Source.For(condition.Field, nobody: test.Op is not (Op.Exists or Op.NotExists));
        _fields.UnionWith(source.Mentions);
        return new FieldJudge(source, ValueTests.Compile(test));
    }

    private EventJudge OfEvent(EventCondition condition)
    {
        _events.Add(condition.Event);
        var (low, high) = condition.Performed ? (condition.Times.Low, condition.Times.High) : (0, 0);
        return new EventJudge(
            condition.Event, low, high, EventWindow.Of(condition.Window),
            [.. condition.Where.Select(clause => (new FactPath(clause.Property), ValueTests.Compile(clause.Test)))]);
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
