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
        if (Word.IsMatch(rules))
        {
            named = [.. named, .. named.SelectMany(Midnights)];
        }
        var steps = Length.Matches(rules).Select(match => PlainTest.Ms(match.Groups[1].Value)!.Value).Distinct().SelectMany(ms => new[] { ms, -ms }).Append(0).ToArray();
        return [.. named.Distinct().SelectMany(at => steps.SelectMany(step => new[] { at + step - 1, at + step, at + step + 1 })).Distinct().Order()];
    }

    /// <summary>After now: each instant at which membership becomes another, and whether it is then.</summary>
    public static List<(long At, bool Enters)> Flips(PlainEvaluator evaluator, long now, long[] instants)
    {
        var flips = new List<(long, bool)>();
        var member = evaluator.IsMember(now);
        foreach (var at in instants.Where(at => at > now))
        {
            if (evaluator.IsMember(at) != member)
            {
                member = !member;
                flips.Add((at, member));
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
