using System.Text.RegularExpressions;

namespace Tests.Rules.Plain;

/// <summary>
/// Finds flips without knowing what causes them: asks at every instant that events or values name, at those plus and minus every duration
/// of the definition, and at every local midnight between, each a millisecond before and after too.
/// </summary>
internal static class PlainTimeline
{
    private const long Day = 86_400_000;

    private static readonly Regex Time = new("\"(\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+(Z|[+-]\\d\\d:\\d\\d))?)\"");
    private static readonly Regex Length = new("\"(\\d+[smhdw])\"");
    private static readonly Regex Word = new("today|yesterday|tomorrow|Week|Month|calendar|anniversary");
    private static readonly Regex Zone = new("\"calendar\":\"([^\"]+)\"");

    public static long[] Instants(PlainCase given)
    {
        var rules = given.Definition + string.Concat(given.Audiences.Values);
        var texts = rules + string.Concat(given.Person.Values.Values) + string.Concat(given.Events.Select(item => item.Properties));
        var named = given.Events.Select(item => item.At).Concat(given.Person.Writes.Select(write => write.At))
            .Append(given.Person.CreatedAt).Append(given.Now)
            .Concat(Time.Matches(texts).SelectMany(match => Moments(match.Groups[1].Value))).ToArray();
        var steps = Length.Matches(rules).Select(match => PlainTest.Ms(match.Groups[1].Value)!.Value).Distinct().SelectMany(ms => new[] { ms, -ms }).Append(0).ToArray();
        var midnights = Word.IsMatch(rules) ? Zone.Matches(rules).Select(match => match.Groups[1].Value).Append("UTC").Distinct().SelectMany(zone => Midnights(zone, given)) : [];
        var instants = named.Distinct().SelectMany(at => steps.Select(step => at + step)).Concat(midnights);
        var end = given.End;
        return [.. instants.SelectMany(at => new[] { at - 1, at, at + 1 }).Where(at => at >= given.Now && at <= end).Distinct().Order()];
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

    private static IEnumerable<long> Midnights(string zone, PlainCase given)
    {
        var last = PlainZones.DateAt(zone, given.End);
        for (var date = PlainZones.DateAt(zone, given.Now); date <= last; date = date.AddDays(1))
        {
            yield return PlainZones.Start(zone, date);
        }
    }
}
