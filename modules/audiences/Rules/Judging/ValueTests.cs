using System.Collections.Frozen;

namespace Audiences.Rules;

/// <summary>The value rules: how each operator reads a value and when it holds.</summary>
internal static class ValueTests
{
    public static ValueTest Compile(Test test)
    {
        var positive = Operator.PositiveOf(test.Op);
        var (op, operand) = (positive ?? test.Op, test.Operand);
        if (Dates.Timing(op, test) is { } timing)
        {
            return new ValueTest(positive is not null, [], timing, Dates.Passing(op, test));
        }
        Probe[] probes = op == Op.ContainsAll
            ? [.. Literals(operand).Select(literal => new Probe(Same([literal])))]
            : [new Probe(Dates.During(op, test) is { } during
                ? value => value.TryMoment(out var moment) && !during(moment).IsEmpty
                : Predicate(op, operand))];
        return new ValueTest(positive is not null, probes, null, Dates.Passing(op, test))
        {
            Search = TextSearch.Of(op, operand),
            Whole = TextSearch.WholeOf(op, operand),
            Range = NumberRange.Of(op, operand),
        };
    }

    /// <summary>Whether a value is the one given.</summary>
    public static Probe Probe(Literal literal) => new(Same([literal]));

    /// <summary>The values of which a test needs one: without any that is among <see cref="Readings"/> of a value it fails. Null of other tests.</summary>
    public static Seq<Literal>? Sought(Test test) =>
        test.Op is Op.Equals or Op.In or Op.ContainsAny && test.Operand is Scalar or Several
            ? [.. Literals(test.Operand).Select(literal => literal is TextLiteral text ? new TextLiteral(Folding.Fold(text.Text)) : literal)]
            : null;

    /// <summary>What a value equals, texts folded.</summary>
    public static IEnumerable<Literal> Readings(Value value)
    {
        if (value.TryNumber(out var number))
        {
            yield return new NumberLiteral(number);
        }
        if (value.TryBoolean(out var flag))
        {
            yield return new BooleanLiteral(flag);
        }
        if (value.TryText(out var text))
        {
            yield return new TextLiteral(Folding.Fold(text));
        }
    }

    private static Func<Value, bool> Predicate(Op op, Operand operand) => op switch
    {
        Op.Exists => value => !value.IsMissing,
        Op.Equals or Op.In or Op.ContainsAny => Same(Literals(operand)),
        Op.Contains => OnText(operand, (text, part) => text.Contains(part, StringComparison.Ordinal)),
        Op.StartsWith => OnText(operand, (text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        Op.EndsWith => OnText(operand, (text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        Op.GreaterThan => OnNumber(operand, (number, limit) => number > limit),
        Op.AtLeast => OnNumber(operand, (number, limit) => number >= limit),
        Op.LessThan => OnNumber(operand, (number, limit) => number < limit),
        Op.AtMost => OnNumber(operand, (number, limit) => number <= limit),
        Op.Between when operand is Numbers numbers => value => value.TryNumber(out var number)
            && number >= (numbers.From ?? decimal.MinValue) && number <= (numbers.To ?? decimal.MaxValue),
        _ => throw new InvalidOperationException($"{op} takes no {operand}."),
    };

    private static Seq<Literal> Literals(Operand operand) => operand switch
    {
        Scalar scalar => [scalar.Value],
        Several several => several.Values,
        _ => [],
    };

    /// <summary>The operand says how the value is read: as a number, as a boolean, or as text.</summary>
    private static Func<Value, bool> Same(Seq<Literal> literals)
    {
        var texts = literals.OfType<TextLiteral>().Select(literal => Folding.Fold(literal.Text)).ToFrozenSet(StringComparer.Ordinal);
        var numbers = literals.OfType<NumberLiteral>().Select(literal => literal.Number).ToFrozenSet();
        var flags = literals.OfType<BooleanLiteral>().Select(literal => literal.Value).ToFrozenSet();
        return value =>
            (numbers.Count > 0 && value.TryNumber(out var number) && numbers.Contains(number))
            || (flags.Count > 0 && value.TryBoolean(out var flag) && flags.Contains(flag))
            || (texts.Count > 0 && value.TryText(out var text) && texts.Contains(Folding.Fold(text)));
    }

    private static Func<Value, bool> OnText(Operand operand, Func<string, string, bool> holds)
    {
        var part = Folding.Fold(((TextLiteral)((Scalar)operand).Value).Text);
        return value => value.TryText(out var text) && holds(Folding.Fold(text), part);
    }

    private static Func<Value, bool> OnNumber(Operand operand, Func<decimal, decimal, bool> holds)
    {
        var limit = ((NumberLiteral)((Scalar)operand).Value).Number;
        return value => value.TryNumber(out var number) && holds(number, limit);
    }
}
