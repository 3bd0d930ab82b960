using System.Globalization;
using Contracts;

namespace Audiences.Rules;

/// <summary>Why a part holds or fails, as people say it: what was found, and what is asked for.</summary>
internal sealed class Reasons(Instant now, AudienceNames audiences)
{
    private const int MostValues = 3, LongestValue = 80;

    /// <summary>Of an audience without conditions.</summary>
    public const string NotPutIn = "nobody has put it in";

    /// <param name="isAsWanted">Of the parts but the pin, which comes last.</param>
    public static string OfWhole(IReadOnlyList<Explained> parts, bool[] isAsWanted, Pin? pin)
    {
        var against = parts.Take(isAsWanted.Length).Where((part, index) => !isAsWanted[index] && (pin is null || IsArchived(part))).Select(part =>
            IsArchived(part) ? "the contact is archived"
            : part.Result ? $"{part.Path} excludes"
            : "the conditions fail").ToArray();
        return (pin, against) switch
        {
            ({ In: false }, _) => string.Join(" and ", against.Append("it is pinned out by hand")),
            (_, { Length: > 0 }) => string.Join(" and ", against),
            ({ In: true }, _) => "it is pinned in by hand",
            _ => "the conditions hold and nothing excludes",
        };
    }

    private static bool IsArchived(Explained part) => part.Path.EndsWith(Explainer.ArchivedPath, StringComparison.Ordinal);

    public Explained OfPin(string path, Pin pin, bool decides)
    {
        var way = pin.In ? "in" : "out";
        return new Explained(
            path, null, $$"""{"pinned":"{{way}}"}""", pin.In, decides, null,
            $"pinned {way} by {pin.Stamp.By} at {Shown(pin.Stamp.At)}, whatever the conditions say", []);
    }

    public static string OfGroup(Group group, int holding)
    {
        var asked = (group.Match, group.Not) switch
        {
            (Match.All, false) => "all must",
            (Match.Any, false) => "one must",
            (Match.All, true) => "not all may",
            _ => "none may",
        };
        return $"{Count(holding)} of {Count(group.Parts.Count)} {(holding == 1 ? "holds" : "hold")}; {asked}";
    }

    public string OfField(FieldCondition condition, IReadOnlyList<string> values)
    {
        var shown = string.Join(", ", values.Take(MostValues).Select(value => value.Length > LongestValue ? $"{value[..LongestValue]}…" : value));
        var more = values.Count > MostValues ? $" and {Count(values.Count - MostValues)} more" : "";
        var found = values.Count > 0 ? $"is {shown}{more}" : "is missing";
        return $"{condition.Field} {found}; asked for is: {Said(condition)}";
    }

    public string OfReference(Reference reference, bool isMember)
    {
        var asked = reference.Member != reference.Not ? "a member" : "nobody in it";
        return $"{(isMember ? "is" : "is not")} a member of {audiences.Say(reference.Audience)}; {asked} is asked for";
    }

    public string OfAny(Node node, bool holds) => $"{(holds ? "holds" : "fails")}: {Said(node)}";

    public string OfEvent(EventCondition condition, int count)
    {
        var bare = Said(condition with { Performed = true, Times = default, Window = null, Not = false });
        var counted = $"{bare}{(condition.Where.Count > 0 ? ":" : "")} {(count == 1 ? "once" : $"{Count(count)} times")}";
        return $"{counted} {During(condition.Window)}; {Asked(condition)}{(condition.Not ? ", turned round by \"not\"" : "")}";
    }

    private static string Asked(EventCondition condition) => condition switch
    {
        { Performed: false } => "none is asked for",
        { Times: { Exactly: { } exactly } } => $"exactly {Are(exactly)} asked for",
        { Times: { AtLeast: { } least, AtMost: { } most } } => $"{Count(least)} to {Are(most)} asked for",
        { Times: { AtMost: { } most } } => $"at most {Are(most)} asked for",
        { Times: { Low: var least } } => $"at least {Are(least)} asked for",
    };

    private string During(Window? window) => window switch
    {
        null => "ever",
        { Range: Within within, Calendar: not null } => $"in the last {Words.Length(within.Length, window.Calendar)}",
        { Range: Within within } => $"since {Before(within.Length)}",
        { Range: Ago { From: { } from, To: { } to } } => $"between {Before(from)} and {Before(to)}",
        { Range: Ago { From: { } from } } => $"since {Before(from)}",
        { Range: Ago { To: { } to } } => $"up to {Before(to)}",
        _ => $"{Words.Range(window.Range)}{Words.Zone(window.Calendar)}",
    };

    private string Before(Duration length) => Shown(new Instant(now.Ms - length.Ms));

    private static string Shown(Instant instant)
    {
        var at = instant.ToDateTimeOffset();
        var time = at.TimeOfDay.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss.fff";
        return at.ToString($"d MMMM yyyy {time} 'UTC'", CultureInfo.InvariantCulture);
    }

    /// <summary>The sentence of one part, to stand inside another.</summary>
    private string Said(Node node)
    {
        var sentence = Sentence.Of(NodeJson.Alone(node), audiences);
        return char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }

    private static string Are(int count) => $"{Count(count)} {(count == 1 ? "is" : "are")}";

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
