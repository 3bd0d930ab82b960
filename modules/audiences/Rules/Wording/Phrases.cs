namespace Audiences.Rules;

/// <summary>What stands behind a <see cref="Phrase"/>.</summary>
internal enum Asked { Nothing, Value, Values, Length, LengthAgo, Ends, Moment, DayWord, AnniversaryPast, AnniversaryNext, Standing }

/// <summary>How the text form says what is asked of a value.</summary>
/// <param name="Day">For <see cref="Asked.DayWord"/>: <c>today</c>, <c>lastWeek</c> …</param>
internal sealed record Phrase(string Text, Op Op, Asked Asked, string? Day = null)
{
    public string[] Words { get; } = Text.Split(' ');
}

internal static class Phrases
{
    /// <summary>Of several with one meaning the first is written; all are read.</summary>
    private static readonly Phrase[] Known =
    [
        new("exists", Op.Exists, Asked.Nothing), new("does not exist", Op.NotExists, Asked.Nothing),
        new("equals", Op.Equals, Asked.Value), new("is", Op.Equals, Asked.Value),
        new("does not equal", Op.NotEquals, Asked.Value), new("is not", Op.NotEquals, Asked.Value),
        new("contains", Op.Contains, Asked.Value), new("does not contain", Op.NotContains, Asked.Value),
        new("starts with", Op.StartsWith, Asked.Value), new("ends with", Op.EndsWith, Asked.Value),
        new("is one of", Op.In, Asked.Values), new("is none of", Op.NotIn, Asked.Values),
        new("contains any of", Op.ContainsAny, Asked.Values), new("contains all of", Op.ContainsAll, Asked.Values),
        new("is above", Op.GreaterThan, Asked.Value), new("is at least", Op.AtLeast, Asked.Value),
        new("is below", Op.LessThan, Asked.Value), new("is at most", Op.AtMost, Asked.Value),
        new("is between", Op.Between, Asked.Ends),
        .. Dates(new("in the last", Op.Within, Asked.Length)), .. Dates(new("not in the last", Op.NotWithin, Asked.Length)),
        .. Dates(new("more than", Op.OlderThan, Asked.LengthAgo)), .. Dates(new("in the next", Op.WithinNext, Asked.Length)),
        .. Dates(new("before", Op.Before, Asked.Moment)), .. Dates(new("after", Op.After, Asked.Moment)), .. Dates(new("on", Op.On, Asked.Moment)),
        .. Days.Words.SelectMany(day => Dates(new(Words.Days(day), Op.On, Asked.DayWord, day))),
        new("has an anniversary in the last", Op.AnniversaryWithin, Asked.AnniversaryPast),
        new("has an anniversary in the next", Op.AnniversaryWithin, Asked.AnniversaryNext),
        new("has been", Op.HasBeen, Asked.Standing),
    ];

    private static readonly Phrase[] LongestFirst = [.. Known.OrderByDescending(phrase => phrase.Words.Length)];

    /// <summary>The words with which a test begins, for who mistyped one.</summary>
    public static readonly IReadOnlyList<string> Beginnings = [.. Known.Select(phrase => phrase.Words[0]).Distinct()];

    public static Phrase Of(Test test) => Known.First(phrase =>
        phrase.Op == test.Op && phrase.Day == (test.Operand as Days)?.Word
        && phrase.Asked != (test.Operand is Anniversary { Next: true } ? Asked.AnniversaryPast : Asked.AnniversaryNext));

    /// <summary>Null when no phrase comes next.</summary>
    public static Phrase? Read(Tokens tokens) => LongestFirst.FirstOrDefault(phrase => tokens.TryTake(phrase.Words));

    /// <summary>People say "is" before these, or leave it out.</summary>
    private static Phrase[] Dates(Phrase phrase) => [phrase, new($"is {phrase.Text}", phrase.Op, phrase.Asked, phrase.Day)];
}
