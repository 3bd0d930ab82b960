namespace Audiences.Rules;

/// <summary>Which numbers of times are enough: ranges in order, ends included.</summary>
internal sealed class CountTest(params (int Low, int High)[] ranges)
{
    public const int NoLimit = int.MaxValue;

    /// <summary>From here on more changes nothing.</summary>
    public int Settled { get; } = ranges switch
    {
        [] => 0,
        [.., (var low, NoLimit)] => low,
        [.., (_, var high)] => high + 1,
    };

    /// <summary><see cref="Settled"/> and all above are one way, all below the other.</summary>
    public bool IsThreshold { get; } = ranges is [] or [(_, NoLimit)] or [(0, _)];

    /// <summary>Set when so many and all above are enough, and fewer are not.</summary>
    public int? AtLeast { get; } = ranges is [(var low, NoLimit)] ? low : null;

    // Mostly there is one.
    private readonly int _low = ranges is [] ? NoLimit : ranges[0].Low;
    private readonly int _high = ranges is [] ? -1 : ranges[0].High;

    public bool Holds(int count) => (count >= _low & count <= _high) || (ranges.Length > 1 && IsInSome(count));

    private bool IsInSome(int count)
    {
        foreach (var (low, high) in ranges)
        {
            if (low <= count && count <= high)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Of a number operator.</summary>
    public static CountTest Of(Test test) => test switch
    {
        { Op: Op.Exists } => new((0, NoLimit)),
        { Op: Op.NotExists } => new(),
        { Op: Op.Equals or Op.In } => new([.. Numbers(test.Operand).Select(number => (number, number))]),
        { Op: Op.NotEquals or Op.NotIn } => new([.. Between(Numbers(test.Operand))]),
        { Op: Op.Between, Operand: Numbers numbers } => Range(numbers.From, numbers.To),
        { Op: Op.AtLeast, Operand: Scalar { Value: NumberLiteral { Number: var x } } } => Range(x, null),
        { Op: Op.GreaterThan, Operand: Scalar { Value: NumberLiteral { Number: var x } } } => Range(decimal.Floor(x) + 1, null),
        { Op: Op.AtMost, Operand: Scalar { Value: NumberLiteral { Number: var x } } } => Range(null, x),
        { Op: Op.LessThan, Operand: Scalar { Value: NumberLiteral { Number: var x } } } => Range(null, decimal.Ceiling(x) - 1),
        _ => throw new InvalidOperationException($"{test} asks nothing of a number."),
    };

    private static CountTest Range(decimal? from, decimal? to)
    {
        var low = decimal.Ceiling(decimal.Max(from ?? 0, 0));
        var high = to is { } given ? decimal.Floor(given) : NoLimit;
        return low > NoLimit || high < low ? new() : new(((int)low, (int)decimal.Min(high, NoLimit)));
    }

    private static int[] Numbers(Operand operand) =>
        [.. (operand is Several several ? several.Values : [((Scalar)operand).Value]).OfType<NumberLiteral>().Select(literal => literal.Number)
            .Where(number => number >= 0 && number < NoLimit && number == decimal.Floor(number)).Select(number => (int)number).Distinct().Order()];

    private static IEnumerable<(int, int)> Between(int[] numbers)
    {
        var from = 0;
        foreach (var number in numbers)
        {
            if (from < number)
            {
                yield return (from, number - 1);
            }
            from = number + 1;
        }
        yield return (from, NoLimit);
    }
}
