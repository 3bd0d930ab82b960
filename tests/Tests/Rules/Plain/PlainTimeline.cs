using System.Text.RegularExpressions;

namespace Tests.Rules.Plain;

/// <summary>
/// Finds flips without knowing what causes them: asks at every instant that events or values name, at those plus and minus every duration
/// of the definition, and at the midnights around them, each a millisecond before and after too.
/// </summary>
internal static class PlainTimeline
{
    private const long Day = 86_400_000;

    private static readonly Regex Time = new("\"(\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+(Z|[+-]\\d\\d:\\d\\d))?)\"");
    private static readonly Regex Length = new("\"(\\d+[smhdw])\"");
    private static readonly Regex Word = new("today|yesterday|tomorrow|Week|Month");

    public static long[] Instants(PlainCase given)
    {
        var rules = given.Definition + string.Concat(given.Audiences.Values);
        var texts = rules + string.Concat(given.Person.Values.Values) + string.Concat(given.Events.Select(item => item.Properties));
        var named = given.Events.Select(item => item.At).Append(given.Person.CreatedAt).Append(given.Now)
            .Concat(Time.Matches(texts).SelectMany(match => Moments(match.Groups[1].Value))).ToArray();
        var steps = Length.Matches(rules).Select(match => PlainTest.Ms(match.Groups[1].Value)!.Value).Distinct().SelectMany(ms => new[] { ms, -ms }).Append(0).ToArray();
        var instants = named.Distinct().SelectMany(at => steps.Select(step => at + step)).Concat(Word.IsMatch(rules) ? named.SelectMany(Midnights) : []);
        return [.. instants.SelectMany(at => new[] { at - 1, at, at + 1 }).Where(at => at >= given.Now).Distinct().Order()];
    }

    /// <summary>Each instant at which membership becomes another, and whether it is then.</summary>
    /// <param name="instants">From now on, in order; now is one.</param>
    public static List<(long At, bool Enters)> Flips(long now, long[] instants, bool[] members)
    {
        var flips = new List<(long, bool)>();
        for (var i = Array.IndexOf(instants, now) + 1; i < instants.Length; i++)
        {
            if (members[i] != members[i - 1])
            {
                flips.Add((instants[i], members[i]));
            }
        }
        return flips;
    }

    private static IEnumerable<long> Moments(string text)
    {
        var from = DateTimeOffset.Parse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
        return text.Length == 10 ? [from, from + Day] : [from];
    }

    /// <summary>All that a week or a month can begin with, around an instant.</summary>
    private static IEnumerable<long> Midnights(long at)
    {
        var date = DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.Date;
        var months = Enumerable.Range(0, 3).Select(ahead => new DateTime(date.Year, date.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(ahead));
        return Enumerable.Range(-7, 22).Select(days => DateTime.SpecifyKind(date.AddDays(days), DateTimeKind.Utc)).Concat(months)
            .Select(midnight => new DateTimeOffset(midnight).ToUnixTimeMilliseconds());
    }
}
