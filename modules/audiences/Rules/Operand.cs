namespace Audiences.Rules;

/// <summary>What an operator compares with.</summary>
internal abstract record Operand
{
    /// <summary>It speaks of whole days, which belong to a calendar.</summary>
    public virtual bool NamesDays => false;
}

internal sealed record Nothing : Operand
{
    public static readonly Nothing Instance = new();
}

internal sealed record Scalar(Literal Value) : Operand;

internal sealed record Several(Seq<Literal> Values) : Operand;

/// <summary>Both ends included; null is open.</summary>
internal sealed record Numbers(decimal? From, decimal? To) : Operand;

/// <summary>A length of time that ends or begins now.</summary>
internal sealed record Within(Duration Length) : Operand;

/// <summary>From one moment to before another; a day stands for its start; null is open.</summary>
internal sealed record Moments(Moment? From, Moment? To) : Operand
{
    public override bool NamesDays => From is { IsDay: true } || To is { IsDay: true };
}

/// <summary>After <c>n − From</c>, up to <c>n − To</c>; null is open (up to now, for <see cref="To"/>).</summary>
internal sealed record Ago(Duration? From, Duration? To) : Operand;

/// <summary>Days of the year, looking back from today or ahead.</summary>
internal sealed record Anniversary(Duration Length, bool Next) : Operand
{
    public override bool NamesDays => true;
}

/// <summary>A value, and for how long it has been there.</summary>
internal sealed record Standing(Literal Value, Duration For) : Operand;

internal sealed record At(Moment Moment) : Operand
{
    public override bool NamesDays => Moment.IsDay;
}

/// <summary>today, yesterday, tomorrow, thisWeek, lastWeek, thisMonth or lastMonth.</summary>
internal sealed record Days(string Word) : Operand
{
    public static readonly IReadOnlyList<string> Words =
        ["today", "yesterday", "tomorrow", "thisWeek", "lastWeek", "thisMonth", "lastMonth"];

    public override bool NamesDays => true;

    public bool IsWeek => Word.EndsWith("Week", StringComparison.Ordinal);
}

internal abstract record Literal;

internal sealed record TextLiteral(string Text) : Literal;

internal sealed record NumberLiteral(decimal Number) : Literal;

internal sealed record BooleanLiteral(bool Value) : Literal;
