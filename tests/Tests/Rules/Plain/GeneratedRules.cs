using FsCheck;
using FsCheck.Fluent;

namespace Tests.Rules.Plain;

/// <summary>Random definitions, as JSON.</summary>
internal static class GeneratedRules
{
    private static readonly Gen<string> Lengths = Gen.Elements("12h", "1d", "36h", "2d", "3d", "1w");

    private static readonly Gen<string> Days = Gen.Choose(1, 13).Select(day => $"\"2026-03-{day:00}\"");

    private static readonly Gen<string> Instant = Gen.OneOf(
        Days, Days.Select(day => day[..^1] + "T12:00:00.000Z\""), Days.Select(day => day[..^1] + "T13:00:00+01:00\""));

    private static readonly Gen<string> Ago =
        from ends in Gen.Elements(("3d", "1d"), ("2d", "12h"), ("1w", "36h"))
        from open in Gen.Choose(0, 5)
        select open switch { 0 => $"[null,\"{ends.Item2}\"]", 1 => $"[\"{ends.Item1}\",null]", _ => $"[\"{ends.Item1}\",\"{ends.Item2}\"]" };

    private static readonly Gen<string> Between =
        from a in Gen.Choose(1, 8)
        from b in Gen.Choose(a + 1, 13)
        from noon in Gen.Elements("", "T12:00:00.000Z")
        from open in Gen.Choose(0, 5)
        select open switch
        {
            0 => $"[null,\"2026-03-{b:00}{noon}\"]",
            1 => $"[\"2026-03-{a:00}{noon}\",null]",
            _ => $"[\"2026-03-{a:00}{noon}\",\"2026-03-{b:00}{noon}\"]",
        };

    private static readonly Gen<string> Texts = Gen.Elements("\"premium\"", "\"e\\u0301\"", "\"É\"", "\"10\"", "\"10.0\"", "\"true\"", "\"pre\"", "\"M\"", "\"u1\"");

    private static readonly Gen<string> Literals = Gen.Frequency((3, Texts), (2, Gen.Elements("10", "9.99", "0", "-3", "1e1")), (2, Gen.Elements("true", "false", "false")));

    private static readonly Gen<string> Zones = Gen.Elements("", ",\"calendar\":\"ZONE\"");

    private static readonly Gen<string> WholeDays = Gen.Elements("\"1d\"", "\"2d\"", "\"3d\"", "\"1w\"");

    /// <summary>Operator and operand, for dates.</summary>
    private static readonly Gen<string> DateTests = Gen.Frequency(
        (9, from op in Gen.Elements("within", "within", "olderThan", "notWithin", "withinNext") from length in Lengths select Test(op, $"\"{length}\"")),
        (4, from op in Gen.Elements("within", "notWithin") from length in WholeDays select Test(op, length) + ",\"calendar\":\"ZONE\""),
        (3, Ago.Select(ends => Test("between", ends))),
        (4, from ends in Between from zone in Zones select Test("between", ends) + (ends.Contains('T') ? "" : zone)),
        (6, from op in Gen.Elements("before", "after", "after") from at in Instant from zone in Zones select Test(op, at) + (at.Contains('T') ? "" : zone)),
        (2, from day in Days from zone in Zones select Test("on", day) + zone),
        (4, from word in Gen.Elements("today", "yesterday", "tomorrow", "thisWeek", "lastWeek", "thisMonth", "lastMonth")
            from zone in Zones
            from start in Gen.Elements("", ",\"weekStart\":\"sunday\"", ",\"weekStart\":\"saturday\"")
            select Test("on", $"\"{word}\"") + zone + (word.EndsWith("Week", StringComparison.Ordinal) ? start : "")),
        (5, from side in Gen.Elements("value", "next") from length in WholeDays from zone in Zones
            select $"\"op\":\"anniversaryWithin\",\"{side}\":{length}{zone}"),
        (1, Gen.Elements("exists", "notExists").Select(op => $"\"op\":\"{op}\"")));

    private static readonly Gen<string> TextTests = Gen.OneOf(
        from op in Gen.Elements("equals", "notEquals", "contains", "contains", "notContains") from text in Texts select Test(op, text),
        from op in Gen.Elements("startsWith", "startsWith", "endsWith") from part in Gen.Elements("\"M\"", "\"mi\"", "\"0\"", "\"1\"", "\"pre\"", "\"É\"") select Test(op, part),
        from op in Gen.Elements("in", "notIn") from texts in Texts.ListOf(2) select Test(op, $"[{string.Join(",", texts)}]"),
        Gen.Elements("exists", "notExists").Select(op => $"\"op\":\"{op}\""));

    private static readonly Gen<string> OpenTests = Gen.Frequency(
        (3, TextTests),
        (3, from op in Gen.Elements("equals", "notEquals") from literal in Literals select Test(op, literal)),
        (2, from op in Gen.Elements("in", "notIn", "containsAny", "containsAll") from several in Literals.ListOf(2) select Test(op, $"[{string.Join(",", several)}]")),
        (2, from op in Gen.Elements("greaterThan", "atLeast", "lessThan", "atMost") from number in Gen.Elements("10", "9.99", "0", "-3") select Test(op, number)),
        (1, Gen.Elements("[9.99,10]", "[null,0]", "[0,null]", "[-3,9.99]").Select(ends => Test("between", ends))));

    private static readonly Gen<string> Counted =
        from field in Gen.Elements("eventCount", "sessionCount")
        from test in Gen.OneOf(
            from op in Gen.Elements("equals", "notEquals", "greaterThan", "atLeast", "lessThan", "atMost") from count in Gen.Choose(1, 4) select Test(op, $"{count}"),
            from op in Gen.Elements("in", "notIn") from several in Gen.Elements("[1,3]", "[2]", "[0,4]") select Test(op, several),
            Gen.Elements("[1,2]", "[null,2]", "[3,null]").Select(ends => Test("between", ends)))
        from window in Windows
        select Condition(field, test + window);

    private static readonly Gen<string> Standing =
        from value in Gen.Elements("\"on\"", "\"on\"", "\"off\"") from length in Lengths
        select Condition(PlainPerson.Written, $"{Test("hasBeen", value)},\"for\":\"{length}\"");

    private static readonly Gen<string> AgentTests = Gen.OneOf(
        from op in Gen.Elements("equals", "notEquals") from name in Gen.Elements("\"mobile\"", "\"Desktop\"", "\"safari\"", "\"Edge\"") select Test(op, name),
        from op in Gen.Elements("in", "notIn") from names in Gen.Elements("[\"tablet\",\"mobile\"]", "[\"Firefox\",\"Chrome\",\"desktop\"]") select Test(op, names),
        from op in Gen.Elements("contains", "contains", "notContains", "startsWith", "endsWith") from part in Gen.Elements("\"e\"", "\"T\"", "\"d\"", "\"m\"") select Test(op, part),
        Gen.Elements("exists", "notExists").Select(op => $"\"op\":\"{op}\""));

    private static readonly Gen<string> Fields = Gen.Frequency(
        (5, Counted),
        (3, Standing),
        (6, from field in Gen.Elements("device", "browser") from test in AgentTests select Condition(field, test)),
        (16, from field in Gen.Elements("trait.when", "trait.when", "trait.whens", "createdAt", "lastSeen", "lastSeen", "firstSeen", "birthday") from test in DateTests select Condition(field, test)),
        (5, from field in Gen.Elements("trait.plan", "trait.n", "trait.list", "trait.o.k", "trait.o.k", "trait.items.k", "trait.none", "trait.none") from test in OpenTests select Condition(field, test)),
        (1, from field in Gen.Elements("firstName", "email", "stage") from test in TextTests select Condition(field, test)),
        (1, from op in Gen.Elements("in", "notIn", "containsAny", "containsAll") from tags in Gen.Elements("[\"vip\"]", "[\"vip\",\"News\"]", "[\"old\",\"x\"]") select Condition("tag", Test(op, tags))),
        (1, from field in Gen.Elements("archived", "subscribed", "identified", "imported") from flag in Gen.Elements("true", "false") select Condition(field, Test("equals", flag))),
        (1, from op in Gen.Elements("equals", "notEquals") from code in Gen.Elements("\"France\"", "\"be\"", "\"Atlantis\"") select Condition("country", Test(op, code))),
        (2, from op in Gen.Elements("equals", "notEquals") from user in Gen.Elements("\"me\"", "\"nobody\"", "\"u2\"") select Condition("assignedTo", Test(op, user))));

    private static readonly Gen<string> Clauses = Gen.OneOf(
        from test in OpenTests select $$"""{"property":"amount",{{test}}}""",
        from test in OpenTests select $$"""{"property":"items.k",{{test}}}""",
        from test in DateTests select $$"""{"property":"when",{{test}}}""");

    private static Gen<string> Windows => Gen.Frequency(
        (4, Lengths.Select(length => $",\"within\":\"{length}\"")), (1, Gen.Constant("")),
        (2, WholeDays.Select(length => $",\"within\":{length},\"calendar\":\"ZONE\"")),
        (3, from ends in Between from zone in Zones select $",\"between\":{ends}{(ends.Contains('T') ? "" : zone)}"), (2, Ago.Select(ends => $",\"between\":{ends}")));

    private static readonly Gen<string> Events =
        from field in Gen.Elements("event.a", "event.a", "event.a", "event.a", "event.b", "event.c.d e", "page", "page.a", "page./x")
        from op in Gen.Frequency((4, Gen.Constant("performed")), (1, Gen.Constant("notPerformed")))
        from occurrence in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements("first", "last", "last")))
        from times in Gen.Elements("", "", ",\"atLeast\":2", ",\"atMost\":1", ",\"exactly\":1", ",\"exactly\":0", ",\"atLeast\":1,\"atMost\":2")
        from window in Windows
        from clauses in Gen.Frequency((7, Gen.Constant(new List<string>())), (2, Clauses.ListOf(1)), (1, Clauses.ListOf(2)))
        select Performed(field, op, occurrence, times, window, clauses);

    public static Gen<string> Definitions(int depth, string[] audiences) =>
        from count in Gen.Choose(1, 2)
        from conditions in Parts(depth, audiences).ListOf(count)
        from match in Gen.Elements("all", "any")
        from not in Nots
        from excludes in Gen.Frequency((5, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from exclude in Parts(1, audiences).ListOf(excludes)
        from onlyExcludes in Gen.Choose(0, 5)
        select onlyExcludes == 0 && excludes > 0
            ? $$"""{"exclude":[{{string.Join(",", exclude)}}]}"""
            : $$"""{"match":"{{match}}","conditions":[{{string.Join(",", conditions)}}]{{not}}{{(excludes > 0 ? $",\"exclude\":[{string.Join(",", exclude)}]" : "")}}}""";

    private static Gen<string> Nots => Gen.Frequency((6, Gen.Constant("")), (1, Gen.Constant(",\"not\":true")));

    private static Gen<string> Parts(int depth, string[] audiences)
    {
        var references = audiences.Length == 0 ? Events
            : from id in Gen.Elements(audiences) from op in Gen.Elements("memberOf", "notMemberOf") select $$"""{"field":"audience.{{id}}","op":"{{op}}"}""";
        var leaf = from part in Gen.Frequency((6, Events), (5, Fields), (1, references)) from not in Nots select part[..^1] + not + "}";
        if (depth <= 1)
        {
            return leaf;
        }
        var group =
            from count in Gen.Choose(1, 2)
            from parts in Parts(depth - 1, audiences).ListOf(count)
            from match in Gen.Elements("all", "any")
            from not in Nots
            select $$"""{"match":"{{match}}","conditions":[{{string.Join(",", parts)}}]{{not}}}""";
        return Gen.Frequency((3, leaf), (2, group));
    }

    private static string Performed(string field, string op, string occurrence, string times, string window, List<string> clauses)
    {
        var often = op == "performed" && (occurrence.Length == 0 || !times.Contains('2')) ? times : "";
        var which = occurrence.Length > 0 ? $",\"occurrence\":\"{occurrence}\"" : "";
        var where = clauses.Count > 0 ? $",\"where\":[{string.Join(",", clauses)}]" : "";
        return $$"""{"field":"{{field}}","op":"{{op}}"{{often}}{{window}}{{which}}{{where}}}""";
    }

    private static string Test(string op, string value) => $"\"op\":\"{op}\",\"value\":{value}";

    private static string Condition(string field, string test) => $$"""{"field":"{{field}}",{{test}}}""";
}
