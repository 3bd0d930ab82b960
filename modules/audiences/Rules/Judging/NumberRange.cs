namespace Audiences.Rules;

/// <summary>Numbers between two ends; whether an end itself passes, the test says.</summary>
internal readonly record struct NumberRange(decimal Low, decimal High)
{
    /// <summary>Null for a test that asks something else.</summary>
    public static NumberRange? Of(Op op, Operand operand) => (op, operand) switch
    {
        (Op.Equals, Scalar { Value: NumberLiteral { Number: var only } }) => new(only, only),
        (Op.GreaterThan or Op.AtLeast, Scalar { Value: NumberLiteral { Number: var low } }) => new(low, decimal.MaxValue),
        (Op.LessThan or Op.AtMost, Scalar { Value: NumberLiteral { Number: var high } }) => new(decimal.MinValue, high),
        (Op.Between, Numbers numbers) => new(numbers.From ?? decimal.MinValue, numbers.To ?? decimal.MaxValue),
        _ => null,
    };
}
