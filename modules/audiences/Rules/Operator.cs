namespace Audiences.Rules;

internal enum Op
{
    Exists, NotExists,
    Equals, NotEquals, Contains, NotContains, StartsWith, EndsWith, In, NotIn,
    GreaterThan, AtLeast, LessThan, AtMost, Between,
    ContainsAny, ContainsAll,
    Within, OlderThan, NotWithin, WithinNext, Before, After, On,
    Performed, NotPerformed, MemberOf, NotMemberOf,
    AnniversaryWithin, HasBeen,
}

/// <summary>What a field holds, which decides the operators it takes. Open: any, as with traits.</summary>
internal enum FieldKind { Text, Number, Date, Boolean, List, Assignee, Open }

internal static class Operator
{
    private static readonly Op[] Any = [Op.Exists, Op.NotExists];
    private static readonly Op[] Sameness = [Op.Equals, Op.NotEquals, Op.In, Op.NotIn];
    private static readonly Op[] Text = [.. Sameness, Op.Contains, Op.NotContains, Op.StartsWith, Op.EndsWith];
    private static readonly Op[] Number =
        [.. Sameness, Op.GreaterThan, Op.AtLeast, Op.LessThan, Op.AtMost, Op.Between];
    private static readonly Op[] Date =
        [Op.Within, Op.OlderThan, Op.NotWithin, Op.WithinNext, Op.Between, Op.Before, Op.After, Op.On, Op.AnniversaryWithin];
    private static readonly Op[] List = [Op.Equals, Op.ContainsAny, Op.ContainsAll, Op.In, Op.NotIn];

    public static readonly IReadOnlyDictionary<string, Op> ByName =
        Enum.GetValues<Op>().ToDictionary(Name, StringComparer.Ordinal);

    public static string Name(Op op) => char.ToLowerInvariant(op.ToString()[0]) + op.ToString()[1..];

    public static IEnumerable<Op> For(FieldKind kind) => kind switch
    {
        FieldKind.Text => [.. Any, .. Text, Op.HasBeen],
        FieldKind.Number => [.. Any, .. Number],
        FieldKind.Date => [.. Any, .. Date, Op.HasBeen],
        FieldKind.Boolean => [.. Any, Op.Equals],
        FieldKind.List => [.. Any, .. List, Op.HasBeen],
        FieldKind.Assignee => [.. Any, .. Sameness, Op.HasBeen],
        _ => [.. ((Op[])[.. Any, .. Text, .. Number, .. Date, .. List, Op.HasBeen]).Distinct()],
    };

    /// <summary>Holds exactly when its positive counterpart fails: of an array, when it holds for every element.</summary>
    public static Op? PositiveOf(Op op) => op switch
    {
        Op.NotExists => Op.Exists,
        Op.NotEquals => Op.Equals,
        Op.NotContains => Op.Contains,
        Op.NotIn => Op.In,
        Op.NotWithin => Op.Within,
        _ => null,
    };
}
