using System.Globalization;

namespace Audiences.Rules;

/// <summary>A definition as people say it: <c>Performed purchase at least 2 times in the last 30 days, except stage equals Lost</c>.</summary>
internal sealed class Sentence
{
    private readonly AudienceNames _audiences;

    private Sentence(AudienceNames audiences) => _audiences = audiences;

    public static string Of(Definition definition, AudienceNames audiences)
    {
        if (definition.IsNobody)
        {
            return "Put in by hand";
        }
        var text = new Sentence(audiences).Whole(definition);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private string Whole(Definition definition)
    {
        var include = definition.Include is { } group ? OfGroup(group) : "everyone";
        var exclude = string.Join(" or ", definition.Exclude.Select(Inner));
        return exclude.Length > 0 ? $"{include}, except {exclude}" : include;
    }

    private string OfGroup(Group group)
    {
        var text = string.Join(group.Match == Match.All ? " and " : " or ", group.Parts.Select(Inner));
        return group.Not ? $"not ({text})" : text;
    }

    /// <summary>A group inside another gets brackets where it joins several.</summary>
    private string Inner(Node node)
    {
        var text = node switch
        {
            Group { Parts.Count: > 1, Not: false } group => $"({OfGroup(group)})",
            Group group => OfGroup(group),
            FieldCondition condition => OfField(condition),
            EventCondition condition => OfEvent(condition),
            CountCondition condition => $"{Words.Split(condition.Field)} {OfTest(condition.Test)}{OfWindow(condition.Window)}",
            Reference reference => $"{(reference.Member ? "member" : "not member")} of {_audiences.Say(reference.Audience)}",
            _ => node.ToString(),
        };
        return node is { Not: true } and not Group ? $"not {text}" : text;
    }

    private static string OfField(FieldCondition condition) => condition.Test switch
    {
        { Op: Op.Equals, Operand: Scalar { Value: BooleanLiteral { Value: var flag } } } when Field.KindOf(condition.Field) == FieldKind.Boolean
            => flag ? condition.Field : $"not {condition.Field}",
        { Op: Op.Equals, Operand: Scalar { Value: TextLiteral { Text: "me" } } } when condition.Field == "assignedTo" => "assigned to me",
        { Op: Op.Equals, Operand: Scalar { Value: TextLiteral { Text: "nobody" } } } when condition.Field == "assignedTo" => "assigned to nobody",
        _ => $"{Label(condition.Field)} {OfTest(condition.Test)}",
    };

    private static string OfEvent(EventCondition condition)
    {
        var times = condition.Times switch
        {
            { Exactly: { } exactly } => $" exactly {Times(exactly)}",
            { AtLeast: { } least, AtMost: { } most } => $" {least.ToString(CultureInfo.InvariantCulture)} to {Times(most)}",
            { AtLeast: { } least } => $" at least {Times(least)}",
            { AtMost: { } most } => $" at most {Times(most)}",
            _ => "",
        };
        var where = string.Join(" and ", condition.Where.Select(clause => $"{clause.Property} {OfTest(clause.Test)}"));
        return $"{Verb(condition)}{times}{OfWindow(condition.Window)}{(where.Length > 0 ? $" with {where}" : "")}";
    }

    private static string Verb(EventCondition condition)
    {
        var which = condition.Occurrence switch { Occurrence.First => "first ", Occurrence.Last => "last ", _ => "" };
        var did = (condition.IsPage, condition.Performed) switch
        {
            (true, true) => "saw",
            (true, false) => "did not see",
            (false, true) => "performed",
            _ => "did not perform",
        };
        return (condition.IsPage, condition.Event) switch
        {
            (true, "") => $"{which}{did} {(which.Length > 0 ? "a" : "any")} page",
            (true, var page) => $"{which}{did} page {page}",
            (_, var name) => $"{which}{did} {name}",
        };
    }

    private static string OfWindow(Window? window) => window switch
    {
        null => "",
        { Range: Within within } => $" in the last {Words.Length(within.Length, window.Calendar)}",
        _ => $" {Words.Range(window.Range)}{Words.Zone(window.Calendar)}",
    };

    private static string Times(int count) => count == 1 ? "1 time" : $"{count.ToString(CultureInfo.InvariantCulture)} times";

    private static string OfTest(Test test) => test switch
    {
        { Op: Op.Exists } => "exists",
        { Op: Op.NotExists } => "does not exist",
        { Operand: Scalar scalar } => $"{Words.Of(test.Op)} {Words.Of(scalar.Value)}",
        { Operand: Several several } => $"{Words.Of(test.Op)} {Words.List(several.Values)}",
        { Op: Op.Within, Operand: Within within } => $"in the last {Words.Length(within.Length, test.Calendar)}",
        { Op: Op.NotWithin, Operand: Within within } => $"not in the last {Words.Length(within.Length, test.Calendar)}",
        { Operand: Standing { Value: var value, For: var length } } => $"has been {Words.Of(value)} for {Words.Length(length, always: true)}",
        { Operand: Anniversary { Next: var next, Length: var length } } =>
            $"has an anniversary in the {(next ? "next" : "last")} {Words.Length(length)}{Words.Zone(test.Calendar)}",
        { Op: Op.OlderThan, Operand: Within within } => $"more than {Words.Length(within.Length, always: true)} ago",
        { Op: Op.WithinNext, Operand: Within within } => $"in the next {Words.Length(within.Length)}",
        { Op: Op.Before or Op.After or Op.On, Operand: At at } => $"{Operator.Name(test.Op)} {at.Moment}{Words.Zone(test.Calendar)}",
        { Operand: Days days } => $"{Words.Days(days.Word)}{Words.Zone(test.Calendar)}",
        _ => $"{Words.Range(test.Operand)}{Words.Zone(test.Calendar)}",
    };

    private static string Label(string field) => Field.Split(field) switch
    {
        ("custom", var key) => key,
        (var root, var path) => $"{root} {path}",
        null => Words.Split(field),
    };
}
