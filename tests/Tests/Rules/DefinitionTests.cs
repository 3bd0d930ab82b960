using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

public sealed class DefinitionTests
{
    [Theory]
    [InlineData("""{ "op": "equals", "not": true, "value": 10.50, "field": "trait.a" }""", """{"field":"trait.a","op":"equals","value":10.5,"not":true}""")]
    [InlineData("""{ "field": "trait.é", "op": "in", "value": ["É", 1e2, false], "not": false }""", """{"field":"trait.é","op":"in","value":["É",100,false]}""")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "P1W" }""", """{"field":"lastSeen","op":"within","value":"1w"}""")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "P14D" }""", """{"field":"lastSeen","op":"within","value":"14d"}""")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "P1DT12H" }""", """{"field":"lastSeen","op":"within","value":"36h"}""")]
    [InlineData("""{ "field": "lastSeen", "op": "within", "value": "048h" }""", """{"field":"lastSeen","op":"within","value":"48h"}""")]
    [InlineData("""{ "field": "lastSeen", "op": "between", "value": ["PT90M", null] }""", """{"field":"lastSeen","op":"between","value":["90m",null]}""")]
    [InlineData("""{ "field": "birthday", "op": "before", "value": "2026-11-20T13:00:00+01:00" }""", """{"field":"birthday","op":"before","value":"2026-11-20T12:00:00.000Z"}""")]
    [InlineData("""{ "field": "birthday", "op": "on", "value": "2026-11-20" }""", """{"field":"birthday","op":"on","value":"2026-11-20","calendar":"UTC"}""")]
    [InlineData("""{ "field": "birthday", "op": "thisWeek" }""", """{"field":"birthday","op":"on","value":"thisWeek","calendar":"UTC","weekStart":"monday"}""")]
    [InlineData("""{ "field": "event.a.b c", "op": "performed", "where": [ { "property": "x", "op": "exists" } ], "within": "30d", "atLeast": 2, "occurrence": "any" }""",
        """{"field":"event.a.b c","op":"performed","atLeast":2,"within":"30d","where":[{"property":"x","op":"exists"}]}""")]
    [InlineData("""{ "field": "event.a", "op": "performed", "between": ["2026-01-01", "2026-02-01T00:00:00Z"] }""",
        """{"field":"event.a","op":"performed","between":["2026-01-01","2026-02-01T00:00:00.000Z"],"calendar":"UTC"}""")]
    [InlineData("""{ "calendar": "Asia/Calcutta", "field": "lastSeen", "value": "P7D", "op": "notWithin" }""", """{"field":"lastSeen","op":"notWithin","value":"7d","calendar":"Asia/Calcutta"}""")]
    [InlineData("""{ "field": "birthday", "op": "lastWeek", "weekStart": "saturday", "calendar": "Africa/Cairo" }""", """{"field":"birthday","op":"on","value":"lastWeek","calendar":"Africa/Cairo","weekStart":"saturday"}""")]
    [InlineData("""{ "field": "birthday", "op": "anniversaryWithin", "next": "2w" }""", """{"field":"birthday","op":"anniversaryWithin","next":"2w","calendar":"UTC"}""")]
    [InlineData("""{ "field": "trait.a", "op": "anniversaryWithin", "value": "7d", "calendar": "Asia/Tokyo" }""", """{"field":"trait.a","op":"anniversaryWithin","value":"7d","calendar":"Asia/Tokyo"}""")]
    [InlineData("""{ "field": "trait.a", "op": "hasBeen", "for": "P1W", "value": 1.0 }""", """{"field":"trait.a","op":"hasBeen","value":1,"for":"1w"}""")]
    [InlineData("""{ "field": "sessionCount", "op": "between", "value": [1, null], "within": "30d", "calendar": "Europe/Brussels", "not": true }""",
        """{"field":"sessionCount","op":"between","value":[1,null],"within":"30d","calendar":"Europe/Brussels","not":true}""")]
    [InlineData("""{ "field": "page./a b", "op": "notPerformed", "occurrence": "first", "within": "1w" }""", """{"field":"page./a b","op":"notPerformed","within":"1w","occurrence":"first"}""")]
    [InlineData("""{ "field": "page", "op": "performed", "where": [ { "property": "day", "op": "anniversaryWithin", "next": "1d" } ] }""",
        """{"field":"page","op":"performed","where":[{"property":"day","op":"anniversaryWithin","next":"1d","calendar":"UTC"}]}""")]
    [InlineData("""{ "field": "audience.a1", "op": "notMemberOf" }""", """{"field":"audience.a1","op":"notMemberOf"}""")]
    [InlineData("""{ "conditions": [ { "field": "tag", "op": "exists" } ] }""", """{"match":"all","conditions":[{"field":"tag","op":"exists"}]}""")]
    public void Canonical_JSON_reads_back_as_the_same(string condition, string canonical)
    {
        var definition = Some.Only(condition);
        Assert.Equal($$"""{"match":"all","conditions":[{{canonical}}]}""", definition.ToJson());
        Assert.Equal(definition, Some.Definition(definition.ToJson()));
    }

    [Theory]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "tag", "op": "exists" } ] }""", true)]
    [InlineData("""{ "match": "any", "not": true, "conditions": [ { "field": "tag", "op": "exists" } ] }""", true)]
    [InlineData("""{ "exclude": [ { "field": "archived", "op": "equals", "value": true } ] }""", true)]
    [InlineData("""{ "conditions": [ { "match": "any", "conditions": [ { "field": "archived", "op": "exists" } ] } ] }""", false)]
    public void Archived_people_are_left_out_unless_an_include_condition_names_them(string definition, bool leftOut)
    {
        var judged = Some.Definition(definition).AsJudged();
        Assert.Equal(leftOut, judged.Unarchived);
        Assert.Equal(judged, Definition.Stored(judged.ToJson()));
        Assert.Equal(Some.Definition(definition), Definition.Stored(NodeJson.Of(judged)));
    }

    [Theory]
    [InlineData("""{ "conditions": [ { "field": "tag", "op": "exists" } ], "unarchived": true }""", "definition.unarchived")]
    [InlineData("""{ "conditions": [ { "field": "tag", "op": "exists" } ], "pins": "a1" }""", "definition.pins")]
    public void What_is_added_for_judging_cannot_be_written(string definition, string path) =>
        Assert.Contains(path, Assert.Throws<Refusal>(() => Some.Definition(definition)).Errors!.Keys);

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    public void Who_is_pinned_is_in_or_out_whatever_the_conditions_say_but_not_out_of_the_archive(bool pinnedIn, bool archived, bool member)
    {
        foreach (var isMet in new[] { true, false })
        {
            var op = isMet ? "notExists" : "exists";
            var rule = Some.Only($$"""{ "field": "tag", "op": "{{op}}" }""").AsJudged("a1");
            var person = Profile.Empty with
            {
                Pins = Profile.Empty.Pins.Add("a1", new Pin(pinnedIn, Some.Stamp())),
                Archived = archived ? new Archived(default, "user:u", "hand") : null,
            };
            Assert.Equal(member, Some.Judge(rule, person).Holds);
        }
    }

    [Fact]
    public void References_are_inlined_and_judged()
    {
        var a = Some.Only("""{ "field": "tag", "op": "equals", "value": "vip" }""");
        var b = Some.Definition("""{ "conditions": [ { "field": "audience.a", "op": "memberOf" } ], "exclude": [ { "field": "audience.c", "op": "notMemberOf" }, { "field": "audience.a", "op": "memberOf", "not": true } ] }""");
        Assert.Equal(["a", "c"], b.References);

        var whole = b.Inline(id => a);
        Assert.Equal(whole, Definition.Stored(whole.ToJson()));
        Assert.Contains("\"op\":\"notMemberOf\",\"definition\":{\"match\":\"all\"", whole.ToJson());
        var vip = Profile.Empty with { Tags = Profile.Empty.Tags.Add("vip", Some.Stamp()) };
        Assert.True(Some.Judge(whole, vip).Holds);
        Assert.False(Some.Judge(whole, Profile.Empty).Holds);
        Assert.Throws<InvalidOperationException>(() => Rule.Compile(b));
        Assert.Equal(["tag"], Rule.Compile(whole).Mentions.Fields);
    }

    [Fact]
    public void Only_excludes_means_everyone_else()
    {
        var definition = Some.Definition("""{ "exclude": [ { "field": "tag", "op": "exists" } ] }""");
        Assert.Null(definition.Include);
        Assert.True(Some.Judge(definition, Profile.Empty).Holds);
        Assert.False(Some.Judge(definition, Profile.Empty with { Tags = Profile.Empty.Tags.Add("a", Some.Stamp()) }).Holds);
    }

    [Theory]
    [InlineData("""{ "conditions": [ { "field": "event.purchase", "op": "performed", "atLeast": 2, "within": "30d" }, { "field": "trait.plan", "op": "equals", "value": "premium" } ], "exclude": [ { "field": "stage", "op": "equals", "value": "Lost" } ] }""",
        "Performed purchase at least 2 times in the last 30 days and trait plan equals premium, except stage equals Lost")]
    [InlineData("""{ "match": "any", "conditions": [ { "field": "firstName", "op": "notContains", "value": "x" }, { "match": "all", "conditions": [ { "field": "archived", "op": "equals", "value": false }, { "field": "assignedTo", "op": "equals", "value": "me" } ] } ] }""",
        "First name does not contain x or (not archived and assigned to me)")]
    [InlineData("""{ "exclude": [ { "field": "event.a", "op": "notPerformed", "within": "1d", "where": [ { "property": "amount", "op": "between", "value": [1, null] } ] } ] }""",
        "Everyone, except did not perform a in the last day with amount is at least 1")]
    [InlineData("""{ "conditions": [ { "field": "lastSeen", "op": "olderThan", "value": "1w", "not": true }, { "field": "custom.size", "op": "in", "value": [1, "b"] }, { "field": "birthday", "op": "on", "value": "lastMonth" } ] }""",
        "Not last seen more than 1 week ago and size is one of 1, b and birthday in last month")]
    [InlineData("""{ "conditions": [ { "field": "event.a", "op": "performed", "atLeast": 1, "atMost": 3, "between": ["14d", "7d"] }, { "field": "audience.x", "op": "notMemberOf" } ] }""",
        "Performed a 1 to 3 times between 14 days and 7 days ago and not member of x")]
    [InlineData("""{ "conditions": [ { "field": "lastSeen", "op": "within", "value": "2w", "calendar": "Asia/Tokyo" }, { "field": "birthday", "op": "anniversaryWithin", "next": "1w" }, { "field": "trait.plan", "op": "hasBeen", "value": "gold", "for": "30d" } ] }""",
        "Last seen in the last 14 calendar days (Asia/Tokyo) and birthday has an anniversary in the next week and trait plan has been gold for 30 days")]
    [InlineData("""{ "conditions": [ { "field": "event.a", "op": "performed", "occurrence": "first", "within": "1d" }, { "field": "page", "op": "notPerformed" }, { "field": "page./x", "op": "performed", "occurrence": "last" } ] }""",
        "First performed a in the last day and did not see any page and last saw page /x")]
    [InlineData("""{ "conditions": [ { "field": "sessionCount", "op": "atLeast", "value": 3, "within": "1d", "calendar": "UTC" }, { "field": "birthday", "op": "lastWeek", "weekStart": "sunday", "calendar": "Asia/Tokyo" } ] }""",
        "Session count is at least 3 in the last 1 calendar day and birthday in last week (Asia/Tokyo, weeks from Sunday)")]
    public void A_definition_is_said_in_a_sentence(string definition, string sentence) =>
        Assert.Equal(sentence, Sentence.Of(Some.Definition(definition), AudienceNames.None));
}
