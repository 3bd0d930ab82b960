using System.Globalization;
using System.Text.RegularExpressions;

namespace Audiences.Rules;

/// <summary>A length of time: a day is 24 hours. Written <c>90s 15m 36h 30d 2w</c>; ISO 8601 is read too.</summary>
/// <param name="Text">The canonical form: as written, or for ISO 8601 in the largest unit that divides it.</param>
internal readonly partial record struct Duration(long Ms, string Text)
{
    /// <summary>A hundred years: no window is meant to be longer, and no sum of instants overflows.</summary>
    public const long Longest = 36_525L * 24 * 3600 * 1000;

    /// <summary>It is written in days or weeks, so that it can count days of a calendar.</summary>
    public bool IsDays => Text[^1] is 'd' or 'w';

    public int Days => (int)(Ms / 86_400_000);

    private static readonly (char Unit, long Ms)[] Units =
        [('w', 604_800_000), ('d', 86_400_000), ('h', 3_600_000), ('m', 60_000), ('s', 1000)];

    [GeneratedRegex(@"^([0-9]{1,12})([smhdw])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Short();

    [GeneratedRegex(@"^P(?:([0-9]{1,9})W|(?:([0-9]{1,9})D)?(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^P[0-9]+[YM]|^P.*Y", RegexOptions.CultureInvariant)]
    private static partial Regex Months();

    /// <summary>Null and the reason when it cannot be a window.</summary>
    public static Duration? Read(string text, out string problem)
    {
        problem = Months().IsMatch(text)
            ? "months and years have no fixed length: give days, as in \"365d\""
            : "write a duration such as \"90s\", \"15m\", \"36h\", \"30d\", \"2w\" or ISO 8601 \"P30D\", in whole seconds";
        var read = Short().Match(text) is { Success: true } s ? FromShort(s) : Iso().Match(text) is { Success: true } i ? FromIso(i) : null;
        if (read is { Ms: <= 0 or > Longest })
        {
            problem = "a window is at least one second and at most 36525d";
            return null;
        }
        return read;
    }

    private static Duration? FromShort(System.Text.RegularExpressions.Match match)
    {
        var count = long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var unit = match.Groups[2].Value[0];
        var length = Units.First(known => known.Unit == unit).Ms;
        return new Duration(count > Longest / length ? long.MaxValue : count * length, $"{count}{unit}");
    }

    private static Duration? FromIso(System.Text.RegularExpressions.Match match)
    {
        if (match.Value is "P")
        {
            return null;
        }
        var ms = Units.Select((unit, index) => Part(match, index + 1) * unit.Ms).Sum();
        var largest = Units.First(unit => ms % unit.Ms == 0 && (unit.Unit != 'w' || match.Groups[1].Success));
        return new Duration(ms, $"{ms / largest.Ms}{largest.Unit}");
    }

    private static long Part(System.Text.RegularExpressions.Match match, int group) =>
        match.Groups[group].Success ? long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
}
