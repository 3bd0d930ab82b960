namespace Audiences.Rules;

/// <summary>Whether the values under a name are ones that the operator can read.</summary>
internal sealed class ValueSurvey(Test test) : IVisitor
{
    private readonly (string Compares, string Holds, Func<Value, bool> Reads)? _asks = AskedBy(test);

    /// <summary>There is a value that is not missing.</summary>
    public bool Any { get; set; }

    /// <summary>There is one that the operator can read.</summary>
    public bool Fits { get; set; }

    /// <summary>Some path led here, if only to a missing value.</summary>
    public bool Reached { get; private set; }

    public bool IsSettled => Fits || _asks is null;

    public string? Warning(string where) => Any && !Fits && _asks is var (compares, holds, _)
        ? $"`{Operator.Name(test.Op)}` compares {compares}, and {where} holds {holds}."
        : null;

    public bool Visit(in Value value)
    {
        Reached = true;
        Any |= !value.IsMissing;
        Fits |= _asks is var (_, _, reads) && !value.IsMissing && reads(value);
        return IsSettled;
    }

    /// <summary>Null for operators that go with any value.</summary>
    private static (string, string, Func<Value, bool>)? AskedBy(Test test) => test switch
    {
        { Op: Op.Contains or Op.NotContains or Op.StartsWith or Op.EndsWith } =>
            ("text", "only numbers", value => !value.IsNumber),
        { Op: Op.GreaterThan or Op.AtLeast or Op.LessThan or Op.AtMost } or { Operand: Numbers } =>
            ("numbers", "none", value => value.TryNumber(out _)),
        { Op: Op.Within or Op.OlderThan or Op.NotWithin or Op.WithinNext or Op.Between or Op.Before or Op.After or Op.On } =>
            ("dates", "none", value => value.TryMoment(out _)),
        { Op: Op.AnniversaryWithin } => ("days of the year", "none", Anniversaries.Reads),
        _ => null,
    };
}
