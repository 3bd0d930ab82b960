namespace Audiences.Rules;

/// <summary>Writes what is asked of a value, and when an event was, as <see cref="TestReader"/> reads it.</summary>
internal static class TestWriter
{
    public static string Of(Test test)
    {
        var phrase = Phrases.Of(test);
        var length = test.Calendar is not null && test.Operand is Within ? "calendar " : "";
        var operand = test.Operand switch
        {
            Nothing or Days => "",
            Scalar scalar => $" {Of(scalar.Value)}",
            Several several => $" {string.Join(", ", several.Values.Select(Of))}",
            Within within => $" {Of(within.Length, length)}{(phrase.Asked == Asked.LengthAgo ? " ago" : "")}",
            Anniversary anniversary => $" {Of(anniversary.Length)}",
            Standing standing => $" {Of(standing.Value)} for {Of(standing.For)}",
            At at => $" {at.Moment}",
            var ends => $" {Ends(ends)}",
        };
        return $"{phrase.Text}{operand}{Of(test.Calendar)}";
    }

    /// <summary>With a blank before it; nothing for ever.</summary>
    public static string Of(Window? window) => window switch
    {
        null => "",
        { Range: Within within, Calendar: null } => $" in the last {Of(within.Length)}",
        { Range: Within within } => $" in the last {Of(within.Length, "calendar ")}{Of(window.Calendar)}",
        _ => $" between {Ends(window.Range)}{Of(window.Calendar)}",
    };

    private static string Ends(Operand range) => range switch
    {
        Numbers { From: var from, To: var to } => Ends(from, to, Number.Shortest),
        Moments { From: var from, To: var to } => Ends(from, to, moment => moment.ToString()),
        Ago { From: var from, To: var to } => Ends(from, to, length => $"{Of(length)} ago"),
        _ => throw new ArgumentOutOfRangeException(nameof(range), range, "This has no two ends."),
    };

    private static string Ends<T>(T? from, T? to, Func<T, string> write)
        where T : struct =>
        $"{(from is { } first ? write(first) : "any")} and {(to is { } second ? write(second) : "any")}";

    private static string Of(Literal literal) => literal is TextLiteral text ? Spelling.Of(text.Text) : Words.Of(literal);

    /// <summary><c>30 days</c>, or <c>30 calendar days</c>.</summary>
    private static string Of(Duration duration, string which = "")
    {
        var said = Words.Length(duration, always: true);
        return said.Insert(said.IndexOf(' ', StringComparison.Ordinal) + 1, which);
    }

    /// <summary>Days of UTC and weeks from Monday are what is meant where nothing is said.</summary>
    private static string Of(Calendar? calendar)
    {
        string?[] said =
        [
            calendar?.Zone is Calendar.Utc ? null : calendar?.Zone,
            calendar?.WeekStart is null or DayOfWeek.Monday ? null : $"weeks from {CalendarParser.Name(calendar.WeekStart.Value)}",
        ];
        return string.Join(", ", said.OfType<string>()) is { Length: > 0 } text ? $" ({text})" : "";
    }
}
