using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

public sealed class ParserTests
{
    [Fact]
    public void Of_far_too_many_conditions_only_the_first_are_looked_at()
    {
        var many = string.Join(',', Enumerable.Repeat("""{ "field": "trait.a", "op": "exists", "calendar": 1 }""", 5_000));
        var refusal = Assert.Throws<Refusal>(() => Some.Definition($$"""{ "conditions": [ {{many}} ] }"""));
        Assert.Contains("has 5000 conditions", Assert.Single(refusal.Errors!["definition"]), StringComparison.Ordinal);
        Assert.Equal(AudienceLimits.Default.Conditions + 1, refusal.Errors!.Count);
    }

    [Theory]
    // fields
    [InlineData("""{ "field": "plan", "op": "equals", "value": "x" }""", "field", "Did you mean `trait.plan`?")]
    [InlineData("""{ "field": "traits.plan", "op": "equals", "value": "x" }""", "field", "Did you mean `trait.plan`?")]
    [InlineData("""{ "field": "address.zip", "op": "exists" }""", "field", "Did you mean `trait.address.zip`?")]
    [InlineData("""{ "field": "lastseen", "op": "exists" }""", "field", "Did you mean `lastSeen`?")]
    [InlineData("""{ "field": "trait.", "op": "exists" }""", "field", "Write a name after it")]
    [InlineData("""{ "field": "event", "op": "performed" }""", "field", "Write a name after it")]
    [InlineData("""{ "op": "exists" }""", "field", "is missing")]
    [InlineData("""{ "field": 5, "op": "exists" }""", "field", "must be the name of a field")]
    [InlineData("""{ "field": "trait.\ud800", "op": "exists" }""", "field", "surrogate")]
    [InlineData("""{ "field": "trait.a\u0000", "op": "exists" }""", "field", "NUL")]
    // operators
    [InlineData("""{ "field": "trait.a", "op": "equal", "value": "x" }""", "op", "Did you mean `equals`?")]
    [InlineData("""{ "field": "trait.a", "op": "=", "value": "x" }""", "op", "There is no operator")]
    [InlineData("""{ "field": "trait.a" }""", "op", "is missing")]
    [InlineData("""{ "field": "firstName", "op": "greaterThan", "value": 1 }""", "op", "which is text")]
    [InlineData("""{ "field": "birthday", "op": "equals", "value": "2026-01-01" }""", "op", "which is a date")]
    [InlineData("""{ "field": "archived", "op": "notEquals", "value": true }""", "op", "Use one of exists, notExists, equals")]
    [InlineData("""{ "field": "tag", "op": "contains", "value": "x" }""", "op", "which is a list")]
    [InlineData("""{ "field": "assignedTo", "op": "startsWith", "value": "u" }""", "op", "which is a user")]
    [InlineData("""{ "field": "trait.a", "op": "performed" }""", "op", "does not go with")]
    [InlineData("""{ "field": "event.a", "op": "exists" }""", "op", "`performed` or `notPerformed`")]
    [InlineData("""{ "field": "audience.a", "op": "equals" }""", "op", "`memberOf` or `notMemberOf`")]
    // operands
    [InlineData("""{ "field": "trait.a", "op": "equals" }""", "value", "is missing")]
    [InlineData("""{ "field": "trait.a", "op": "exists", "value": true }""", "value", "leave it out")]
    [InlineData("""{ "field": "trait.a", "op": "equals", "value": null }""", "value", "`exists` or `notExists`")]
    [InlineData("""{ "field": "trait.a", "op": "equals", "value": " " }""", "value", "blank")]
    [InlineData("""{ "field": "trait.a", "op": "equals", "value": {} }""", "value", "must be text, a number")]
    [InlineData("""{ "field": "stage", "op": "equals", "value": ["a"] }""", "value", "for several use `in`")]
    [InlineData("""{ "field": "firstName", "op": "equals", "value": 5 }""", "value", "must be text")]
    [InlineData("""{ "field": "archived", "op": "equals", "value": "true" }""", "value", "true or false")]
    [InlineData("""{ "field": "trait.a", "op": "in", "value": "a" }""", "value", "must be a list")]
    [InlineData("""{ "field": "trait.a", "op": "in", "value": [] }""", "value", "must be a list of 1")]
    [InlineData("""{ "field": "trait.a", "op": "in", "value": ["a", null] }""", "value[1]", "null")]
    [InlineData("""{ "field": "trait.a", "op": "contains", "value": 5 }""", "value", "must be text")]
    [InlineData("""{ "field": "trait.a", "op": "contains", "value": "" }""", "value", "1 to 1000 characters")]
    [InlineData("""{ "field": "trait.a", "op": "greaterThan", "value": "5" }""", "value", "without quotes")]
    [InlineData("""{ "field": "trait.a", "op": "greaterThan", "value": 12345678901234567890123456789 }""", "value", "28 digits")]
    [InlineData("""{ "field": "trait.a", "op": "greaterThan", "value": 1e-40 }""", "value", "28 digits")]
    [InlineData("""{ "field": "trait.a", "op": "greaterThan", "value": 1e40 }""", "value", "28 digits")]
    // windows
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": 30 }""", "value", "write a duration")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "30" }""", "value", "write a duration")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "0d" }""", "value", "at least one second")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "36526d" }""", "value", "at most 36525d")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "999999999999w" }""", "value", "at most 36525d")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "P1M" }""", "value", "no fixed length")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "PT" }""", "value", "write a duration")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "P1DT" }""", "value", "write a duration")]
    [InlineData("""{ "field": "lastSeen", "op": "between", "value": [1, 2] }""", "value", "of one kind")]
    [InlineData("""{ "field": "trait.a", "op": "between", "value": [1, "2d"] }""", "value", "of one kind")]
    [InlineData("""{ "field": "trait.a", "op": "between", "value": [2, 1] }""", "value", "must not be above")]
    [InlineData("""{ "field": "trait.a", "op": "between", "value": [null, null] }""", "value", "one may be null")]
    [InlineData("""{ "field": "trait.a", "op": "between", "value": ["7d", "14d"] }""", "value", "the longer one")]
    [InlineData("""{ "field": "trait.a", "op": "between", "value": ["2026-02-01", "2026-02-01"] }""", "value", "must be before the second")]
    [InlineData("""{ "field": "trait.a", "op": "between", "value": ["2026-02-01", "soon"] }""", "value[1]", "is no date")]
    [InlineData("""{ "field": "trait.a", "op": "before", "value": "1899-12-31" }""", "value", "before the year 1900")]
    [InlineData("""{ "field": "trait.a", "op": "before", "value": 1763640000000 }""", "value", "is no date")]
    [InlineData("""{ "field": "trait.a", "op": "on", "value": "2026-02-01T00:00:00Z" }""", "value", "must be a day")]
    [InlineData("""{ "field": "trait.a", "op": "after", "value": "today" }""", "value", "is no date")]
    [InlineData("""{ "field": "trait.a", "op": "equals", "value": 1, "calendar": "UTC" }""", "calendar", "leave it out")]
    [InlineData("""{ "field": "trait.a", "op": "on", "value": "today", "weekStart": "monday" }""", "weekStart", "leave it out")]
    [InlineData("""{ "field": "trait.a", "op": "equals", "value": 1, "for": "7d" }""", "for", "goes with `hasBeen` only")]
    // events
    [InlineData("""{ "field": "event.a", "op": "performed", "atLeast": 0 }""", "atLeast", "from 1")]
    [InlineData("""{ "field": "event.a", "op": "performed", "exactly": 1.5 }""", "exactly", "whole number")]
    [InlineData("""{ "field": "event.a", "op": "performed", "exactly": 1, "atLeast": 1 }""", "exactly", "goes alone")]
    [InlineData("""{ "field": "event.a", "op": "performed", "atLeast": 3, "atMost": 2 }""", "atMost", "nobody can meet both")]
    [InlineData("""{ "field": "event.a", "op": "notPerformed", "atLeast": 3 }""", "op", "counts nothing")]
    [InlineData("""{ "field": "event.a", "op": "performed", "value": 3 }""", "value", "not known here")]
    [InlineData("""{ "field": "event.a", "op": "performed", "whithin": "3d" }""", "whithin", "Did you mean `within`?")]
    [InlineData("""{ "field": "event.a", "op": "performed", "within": "3d", "between": ["3d", "2d"] }""", "between", "goes alone")]
    [InlineData("""{ "field": "event.a", "op": "performed", "between": [1, 2] }""", "between", "of one kind")]
    [InlineData("""{ "field": "event.a", "op": "performed", "where": [] }""", "where", "one clause or more")]
    [InlineData("""{ "field": "event.a", "op": "performed", "where": [ 5 ] }""", "where[0]", "must be a clause")]
    [InlineData("""{ "field": "event.a", "op": "performed", "where": [ { "property": "x", "op": "memberOf" } ] }""", "where[0].op", "does not go with a property")]
    [InlineData("""{ "field": "event.a", "op": "performed", "where": [ { "op": "exists" } ] }""", "where[0].property", "is missing")]
    [InlineData("""{ "field": "event.a", "op": "performed", "occurrence": "third" }""", "occurrence", "\"any\", \"first\" or \"last\"")]
    [InlineData("""{ "field": "event.a", "op": "performed", "atLeast": 2, "occurrence": "last" }""", "occurrence", "The last one happens once")]
    [InlineData("""{ "field": "page", "op": "exists" }""", "op", "Of a page one asks `performed`")]
    [InlineData("""{ "field": "page.", "op": "performed" }""", "field", "Write a name after it")]
    // calendars
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "30d", "calendar": "Europe/Brusels" }""", "calendar", "Did you mean `Europe/Brussels`?")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "30d", "calendar": "New York" }""", "calendar", "Did you mean `America/New_York`?")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "30d", "calendar": "europe/brussels" }""", "calendar", "Did you mean `Europe/Brussels`?")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "30d", "calendar": "+01:00" }""", "calendar", "is no time zone")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "36h", "calendar": "UTC" }""", "calendar", "write 36h in days or weeks")]
    [InlineData("""{ "field": "lastSeen", "op": "olderThan", "value": "30d", "calendar": "UTC" }""", "calendar", "whole days only")]
    [InlineData("""{ "field": "lastSeen", "op": "between", "value": ["3d", "2d"], "calendar": "UTC" }""", "calendar", "whole days only")]
    [InlineData("""{ "field": "birthday", "op": "before", "value": "2026-01-01T00:00:00Z", "calendar": "UTC" }""", "calendar", "whole days only")]
    [InlineData("""{ "field": "event.a", "op": "performed", "calendar": "UTC" }""", "calendar", "goes with \"within\" or \"between\"")]
    [InlineData("""{ "field": "event.a", "op": "performed", "within": "3d", "calendar": 5 }""", "calendar", "must be an IANA time zone")]
    [InlineData("""{ "field": "birthday", "op": "on", "value": "today", "weekStart": "sunday" }""", "weekStart", "thisWeek and lastWeek only")]
    [InlineData("""{ "field": "birthday", "op": "on", "value": "thisWeek", "weekStart": "Sunday" }""", "weekStart", "must be one of sunday, monday")]
    // anniversaries
    [InlineData("""{ "field": "birthday", "op": "anniversaryWithin" }""", "value", "to look back, or")]
    [InlineData("""{ "field": "birthday", "op": "anniversaryWithin", "value": "7d", "next": "7d" }""", "next", "and not both")]
    [InlineData("""{ "field": "birthday", "op": "anniversaryWithin", "next": "36h" }""", "next", "counts days")]
    [InlineData("""{ "field": "birthday", "op": "anniversaryWithin", "value": "53w" }""", "value", "at most 364d")]
    [InlineData("""{ "field": "birthday", "op": "within", "value": "7d", "next": "7d" }""", "next", "goes with `anniversaryWithin` only")]
    [InlineData("""{ "field": "firstName", "op": "anniversaryWithin", "value": "7d" }""", "op", "which is text")]
    // values that stand
    [InlineData("""{ "field": "trait.plan", "op": "hasBeen", "value": "x" }""", "for", "give how long")]
    [InlineData("""{ "field": "trait.plan", "op": "hasBeen", "for": "7d" }""", "value", "is missing")]
    [InlineData("""{ "field": "trait.plan", "op": "hasBeen", "value": "x", "for": "long" }""", "for", "is no window")]
    [InlineData("""{ "field": "country", "op": "hasBeen", "value": "BE", "for": "7d" }""", "op", "not kept since when `country`")]
    [InlineData("""{ "field": "archived", "op": "hasBeen", "value": true, "for": "7d" }""", "op", "which is true or false")]
    [InlineData("""{ "field": "assignedTo", "op": "hasBeen", "value": "nobody", "for": "7d" }""", "value", "names nobody")]
    [InlineData("""{ "field": "event.a", "op": "performed", "where": [ { "property": "x", "op": "hasBeen", "value": 1, "for": "1d" } ] }""", "where[0].op", "does not go with a property")]
    // counts
    [InlineData("""{ "field": "eventCount", "op": "contains", "value": "3" }""", "op", "which is a number")]
    [InlineData("""{ "field": "eventCount", "op": "atLeast", "value": "3" }""", "value", "without quotes")]
    [InlineData("""{ "field": "eventCount", "op": "hasBeen", "value": 3, "for": "1d" }""", "op", "which is a number")]
    [InlineData("""{ "field": "sessionCount", "op": "between", "value": ["2d", "1d"] }""", "value", "must have two numbers")]
    [InlineData("""{ "field": "sessionCount", "op": "atLeast", "value": 1, "within": "1d", "where": [] }""", "where", "not known here")]
    // around conditions
    [InlineData("""{ "field": "trait.a", "op": "exists", "not": "yes" }""", "not", "true or false")]
    [InlineData("""{ "match": "all", "conditions": [] }""", "conditions", "is empty")]
    [InlineData("""{ "match": "some", "conditions": [ { "field": "trait.a", "op": "exists" } ] }""", "match", "\"all\" or \"any\"")]
    [InlineData("""{ "match": "all" }""", "conditions", "is missing")]
    [InlineData("""{ "match": "all", "conditions": {} }""", "conditions", "must be a list")]
    public void A_condition_is_refused_at_its_path(string condition, string path, string message)
    {
        var refusal = Refused($$"""{ "match": "all", "conditions": [ {{condition}} ] }""");
        Assert.Equal((422, "invalid"), (refusal.Status, refusal.Type));
        Assert.Contains(message, Assert.Contains($"definition.conditions[0].{path}", refusal.Errors!)[0]);
    }

    [Fact]
    public void What_is_not_judged_yet_is_refused_as_such()
    {
        var refusal = Refused("""{ "match": "all", "conditions": [ { "field": "campaign.x", "op": "performed" } ] }""");
        Assert.Equal((422, "not-yet"), (refusal.Status, refusal.Type));
        Assert.Contains("not supported yet", Assert.Contains("definition.conditions[0].field", refusal.Errors!)[0]);
    }

    [Theory]
    [InlineData("[]", "definition", "must be an object")]
    [InlineData("{}", "definition.conditions", "is missing")]
    [InlineData("""{ "match": "all", "conditions": [] }""", "definition.conditions", "is empty")]
    [InlineData("""{ "match": "all", "conditions": [], "exclude": [] }""", "definition.conditions", "is empty")]
    [InlineData("""{ "exclude": [] }""", "definition.conditions", "is missing")]
    [InlineData("""{ "not": true, "exclude": [ { "field": "tag", "op": "exists" } ] }""", "definition.not", "there are none")]
    [InlineData("""{ "field": "tag", "op": "exists" }""", "definition", "single condition")]
    [InlineData("""{ "match": "all", "conditions": [ 5 ] }""", "definition.conditions[0]", "a condition or a group")]
    [InlineData("""{ "exclude": [ { "field": "nope.", "op": "exists" } ] }""", "definition.exclude[0].field", "no field")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "tag", "op": "exists" } ], "excludes": [] }""", "definition.excludes", "Did you mean `exclude`?")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "audience.a", "op": "memberOf", "definition": {} } ] }""", "definition.conditions[0].definition", "not known here")]
    public void A_definition_is_refused_at_its_path(string definition, string path, string message) =>
        Assert.Contains(message, Assert.Contains(path, Refused(definition).Errors!)[0]);

    [Fact]
    public void Every_problem_is_named_at_once_and_one_that_is_wrong_outweighs_not_yet()
    {
        var refusal = Refused("""
            { "match": "all", "conditions": [ { "field": "plan", "op": "equels", "value": "x" }, { "field": "campaign.x", "op": "exists" } ], "exclude": [ { "field": "tag", "op": "in" } ] }
            """);
        Assert.Equal(
            ["definition.conditions[0].field", "definition.conditions[0].op", "definition.conditions[1].field", "definition.exclude[0].value"],
            refusal.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("invalid", refusal.Type);
    }

    [Fact]
    public void Ten_conditions_are_the_most_include_and_exclude_together()
    {
        Assert.NotNull(Some.Definition(Tagged(7, 3)));
        Assert.Contains("has 11 conditions", Refused(Tagged(7, 4)).Errors!["definition"][0]);
        // what was added for judging is read back all the same
        Assert.Equal(10, Definition.Stored(Some.Definition(Tagged(7, 3)).AsJudged("a1").ToJson()).Nodes.Count(node => node is FieldCondition));

        static string Tagged(int include, int exclude) => $$"""{ "match": "all", "conditions": [ {{Tags(include)}} ], "exclude": [ {{Tags(exclude)}} ] }""";
        static string Tags(int count) => string.Join(", ", Enumerable.Repeat("""{ "field": "tag", "op": "exists" }""", count));
    }

    [Fact]
    public void Groups_nest_five_deep()
    {
        Assert.NotNull(Some.Definition(Nested(5)));
        Assert.Contains(Refused(Nested(6)).Errors!.Values, messages => messages[0].Contains("deeper than 5"));

        static string Nested(int depth) =>
            depth == 0 ? """{ "field": "tag", "op": "exists" }""" : $$"""{ "match": "any", "conditions": [ {{Nested(depth - 1)}} ] }""";
    }

    [Fact]
    public void Eleven_clauses_are_refused()
    {
        var clauses = string.Join(", ", Enumerable.Repeat("""{ "property": "a", "op": "exists" }""", 11));
        Assert.Contains("has 11 clauses, at most 10", Refused($$"""{ "conditions": [ { "field": "event.a", "op": "performed", "where": [ {{clauses}} ] } ] }""").Message);
    }

    [Fact]
    public void Limits_are_those_that_are_set_and_what_was_saved_under_others_is_read_still()
    {
        var json = Some.Json("""
            { "match": "any", "conditions": [ { "match": "all", "conditions": [
                { "field": "event.a", "op": "performed", "where": [ { "property": "a", "op": "exists" }, { "property": "b", "op": "exists" } ] } ] } ] }
            """);
        var saved = DefinitionParser.Parse(json, new AudienceLimits(Conditions: 1, Clauses: 2, Depth: 2));
        Assert.Equal(saved, Definition.Stored(saved.ToJson()));
        Assert.Contains("has 2 clauses, at most 1", Assert.Throws<Refusal>(() => DefinitionParser.Parse(json, new(Clauses: 1))).Message);
        Assert.Contains("deeper than 1", Assert.Throws<Refusal>(() => DefinitionParser.Parse(json, new(Depth: 1))).Message);
        Assert.Contains("at most 0", Assert.Throws<Refusal>(() => DefinitionParser.Parse(json, new(Conditions: 0))).Message);
    }

    private static Refusal Refused(string definition) => Assert.Throws<Refusal>(() => Some.Definition(definition));
}
