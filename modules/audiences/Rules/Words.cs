using System.Globalization;

namespace Audiences.Rules;

/// <summary>The words of a <see cref="Sentence"/>.</summary>
internal static class Words
{
    public static string Of(Op op) => op switch
    {
        Op.Equals => "equals",
        Op.NotEquals => "does not equal",
        Op.Contains => "contains",
        Op.NotContains => "does not contain",
        Op.StartsWith => "starts with",
        Op.EndsWith => "ends with",
        Op.In => "is one of",
        Op.NotIn => "is none of",
        Op.GreaterThan => "is above",
        Op.LessThan => "is below",
        Op.AtLeast => "is at least",
        Op.AtMost => "is at most",
        Op.ContainsAny => "contains any of",
        Op.ContainsAll => "contains all of",
        _ => Split(Operator.Name(op)),
    };

    public static string Of(Literal literal) => literal switch
    {
        TextLiteral { Text: var text } => text,
        NumberLiteral { Number: var number } => Number.Shortest(number),
        BooleanLiteral { Value: var flag } => flag ? "true" : "false",
        _ => literal.ToString(),
    };

    public static string List(IEnumerable<Literal> literals) => string.Join(", ", literals.Select(Of));

    /// <summary><c>30 days</c>; of one, only its unit, unless always counted.</summary>
    public static string Length(Duration duration, bool always = false)
    {
        var unit = duration.Text[^1] switch { 'w' => "week", 'd' => "day", 'h' => "hour", 'm' => "minute", _ => "second" };
        var count = duration.Text[..^1];
        return count != "1" ? $"{count} {unit}s" : always ? $"1 {unit}" : unit;
    }

    /// <summary><c>30 calendar days (Europe/Brussels)</c> where a calendar counts them.</summary>
    public static string Length(Duration duration, Calendar? calendar) => calendar is null
        ? Length(duration)
        : $"{duration.Days.ToString(CultureInfo.InvariantCulture)} calendar {(duration.Days == 1 ? "day" : "days")}{Zone(calendar) ?? ""}";

    /// <summary>Days of UTC are not spoken of; weeks are where they do not begin on Monday.</summary>
    public static string? Zone(Calendar? calendar)
    {
        string?[] said =
        [
            calendar?.Zone is Calendar.Utc ? null : calendar?.Zone,
            calendar?.WeekStart is null or DayOfWeek.Monday ? null : $"weeks from {calendar.WeekStart}",
        ];
        return string.Join(", ", said.OfType<string>()) is { Length: > 0 } text ? $" ({text})" : null;
    }

    public static string Range(Operand range) => range switch
    {
        Numbers { From: { } from, To: { } to } => $"is between {Number.Shortest(from)} and {Number.Shortest(to)}",
        Numbers { From: { } from } => $"is at least {Number.Shortest(from)}",
        Numbers { To: { } to } => $"is at most {Number.Shortest(to)}",
        Moments { From: { } from, To: { } to } => $"from {from} to before {to}",
        Moments { From: { } from } => $"from {from} on",
        Moments { To: { } to } => $"before {to}",
        Ago { From: { } from, To: { } to } => $"between {Length(from, true)} and {Length(to, true)} ago",
        Ago { From: { } from } => $"in the last {Length(from)}",
        Ago { To: { } to } => $"at least {Length(to, true)} ago",
        _ => "",
    };

    public static string Days(string word) => word switch
    {
        "today" or "yesterday" or "tomorrow" => word,
        _ => $"in {Split(word)}",
    };

    /// <summary><c>firstName</c> → <c>first name</c>.</summary>
    public static string Split(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? " " + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString()));
}
