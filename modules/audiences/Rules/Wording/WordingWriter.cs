using System.Globalization;

namespace Audiences.Rules;

/// <summary>Writes the text form that is read back as the same definition.</summary>
internal sealed class WordingWriter(AudienceNames audiences)
{
    public string Write(Definition definition)
    {
        var include = definition.Include is { } group ? Whole(group) : "everyone";
        var exclude = string.Join(" or ", definition.Exclude.Select(Part));
        return exclude.Length > 0 ? $"{include}, except {exclude}" : include;
    }

    /// <summary>What needs no brackets around it: it is all that is included.</summary>
    private string Whole(Group group) => group switch
    {
        { Match: Match.All, Not: false, Parts: [not Group] } => Part(group.Parts[0]),
        { Not: false, Parts.Count: > 1 } => Joined(group),
        _ => Part(group),
    };

    private string Part(Node node) => $"{(node.Not ? "not " : "")}{Bare(node)}";

    private string Bare(Node node) => node switch
    {
        Group { Parts.Count: > 1 } group => $"({Joined(group)})",
        Group group => $"{(group.Match == Match.All ? "all" : "any")} of ({Joined(group)})",
        FieldCondition condition => $"{Spelling.OfField(condition.Field)} {TestWriter.Of(condition.Test)}",
        EventCondition condition => OfEvent(condition),
        CountCondition condition => $"{condition.Field} {TestWriter.Of(condition.Test)}{TestWriter.Of(condition.Window)}",
        Reference reference => $"{(reference.Member ? "" : "no ")}member of {audiences.Write(reference.Audience)}",
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "This part has no wording."),
    };

    private string Joined(Group group) => string.Join(group.Match == Match.All ? " and " : " or ", group.Parts.Select(Part));

    private static string OfEvent(EventCondition condition)
    {
        var which = condition.Occurrence switch { Occurrence.First => "first ", Occurrence.Last => "last ", _ => "" };
        var verb = (condition.IsPage, condition.Performed) switch
        {
            (true, true) => "saw",
            (true, false) => "did not see",
            (false, true) => "performed",
            _ => "did not perform",
        };
        return $"{which}{verb} {Named(condition)}{Often(condition.Times)}{TestWriter.Of(condition.Window)}{With(condition.Where)}";
    }

    private static string Named(EventCondition condition) => condition switch
    {
        { IsPage: false } => Spelling.Of(condition.Event),
        { Event: "" } => "any page",
        _ => $"page {Spelling.Of(condition.Event)}",
    };

    private static string Often(Times times) => times switch
    {
        { Exactly: { } exactly } => $" exactly {Counted(exactly)}",
        { AtLeast: { } least, AtMost: { } most } => $" {least.ToString(CultureInfo.InvariantCulture)} to {Counted(most)}",
        { AtLeast: { } least } => $" at least {Counted(least)}",
        { AtMost: { } most } => $" at most {Counted(most)}",
        _ => "",
    };

    private static string Counted(int count) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? "time" : "times")}";

    private static string With(Seq<Where> clauses)
    {
        var said = string.Join(" and ", clauses.Select(clause => $"{Spelling.Of(clause.Property)} {TestWriter.Of(clause.Test)}"));
        return clauses.Count switch { 0 => "", 1 => $" with {said}", _ => $" with ({said})" };
    }
}
