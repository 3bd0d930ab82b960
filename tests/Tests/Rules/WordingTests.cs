using Audiences.Rules;
using Contracts;
using Tests.Support;

namespace Tests.Rules;

/// <summary>The text form of definitions: how it is written, what is read, and what is said of what cannot be read.</summary>
public sealed class WordingTests
{
    private static readonly AudienceNames Audiences = new(
    [
        new("id1", "big-spenders-1", "Big spenders"), new("id2", "twins-2", "Twins"), new("id3", "twins-3", "twins"), new("id4", "twins-4", "twins-2"), new("id5", "champions-5", "Champions"),
    ]);

    [Theory]
    [InlineData("trait.plan equals premium", """{"field":"trait.plan","op":"equals","value":"premium"}""")]
    [InlineData("trait.plan does not equal \"10\"", """{"field":"trait.plan","op":"notEquals","value":"10"}""")]
    [InlineData("trait.\"a b.\\\"c\\\"\" is one of 10, \"10\", true, \"true\", \"and\", ümläut", """{"field":"trait.a b.\"c\"","op":"in","value":[10,"10",true,"true","and","ümläut"]}""")]
    [InlineData("firstName does not contain \" \"", """{"field":"firstName","op":"notContains","value":" "}""")]
    [InlineData("tag contains all of vip, \"a, b\"", """{"field":"tag","op":"containsAll","value":["vip","a, b"]}""")]
    [InlineData("not trait.n is between -3 and any", """{"field":"trait.n","op":"between","value":[-3,null],"not":true}""")]
    [InlineData("subscribed equals false", """{"field":"subscribed","op":"equals","value":false}""")]
    [InlineData("lastSeen in the last 1 calendar day", """{"field":"lastSeen","op":"within","value":"1d","calendar":"UTC"}""")]
    [InlineData("lastSeen not in the last 2 calendar weeks (Asia/Tokyo)", """{"field":"lastSeen","op":"notWithin","value":"2w","calendar":"Asia/Tokyo"}""")]
    [InlineData("lastSeen more than 36 hours ago", """{"field":"lastSeen","op":"olderThan","value":"36h"}""")]
    [InlineData("birthday in last week (Africa/Cairo, weeks from saturday)", """{"field":"birthday","op":"on","value":"lastWeek","calendar":"Africa/Cairo","weekStart":"saturday"}""")]
    [InlineData("birthday in this week (weeks from sunday)", """{"field":"birthday","op":"on","value":"thisWeek","calendar":"UTC","weekStart":"sunday"}""")]
    [InlineData("birthday today", """{"field":"birthday","op":"on","value":"today","calendar":"UTC"}""")]
    [InlineData("birthday on 2026-11-20 (Europe/Brussels)", """{"field":"birthday","op":"on","value":"2026-11-20","calendar":"Europe/Brussels"}""")]
    [InlineData("birthday before 2026-11-20T12:00:00.000Z", """{"field":"birthday","op":"before","value":"2026-11-20T12:00:00.000Z"}""")]
    [InlineData("birthday has an anniversary in the next 2 weeks", """{"field":"birthday","op":"anniversaryWithin","next":"2w","calendar":"UTC"}""")]
    [InlineData("birthday has an anniversary in the last 7 days (Asia/Tokyo)", """{"field":"birthday","op":"anniversaryWithin","value":"7d","calendar":"Asia/Tokyo"}""")]
    [InlineData("trait.plan has been gold for 1 week", """{"field":"trait.plan","op":"hasBeen","value":"gold","for":"1w"}""")]
    [InlineData("createdAt is between any and 7 days ago", """{"field":"createdAt","op":"between","value":[null,"7d"]}""")]
    [InlineData("sessionCount is between 1 and any in the last 30 calendar days (Europe/Brussels)", """{"field":"sessionCount","op":"between","value":[1,null],"within":"30d","calendar":"Europe/Brussels"}""")]
    [InlineData("performed \"c.d e\" 1 to 3 times between 14 days ago and 7 days ago", """{"field":"event.c.d e","op":"performed","atLeast":1,"atMost":3,"between":["14d","7d"]}""")]
    [InlineData("performed \"exactly\" exactly 0 times between 2026-01-01 and 2026-02-01T00:00:00.000Z", """{"field":"event.exactly","op":"performed","exactly":0,"between":["2026-01-01","2026-02-01T00:00:00.000Z"],"calendar":"UTC"}""")]
    [InlineData("last performed a in the last 1 day with amount is above 100", """{"field":"event.a","op":"performed","within":"1d","occurrence":"last","where":[{"property":"amount","op":"greaterThan","value":100}]}""")]
    [InlineData("did not see any page with (day has an anniversary in the next 1 day and \"a b\" exists)", """{"field":"page","op":"notPerformed","where":[{"property":"day","op":"anniversaryWithin","next":"1d","calendar":"UTC"},{"property":"a b","op":"exists"}]}""")]
    [InlineData("first saw page \"/x\" at most 1 time", """{"field":"page./x","op":"performed","atMost":1,"occurrence":"first"}""")]
    [InlineData("not no member of \"Big spenders\"", """{"field":"audience.id1","op":"notMemberOf","not":true}""")]
    [InlineData("member of twins-3", """{"field":"audience.id3","op":"memberOf"}""")]
    [InlineData("member of id2", """{"field":"audience.id2","op":"memberOf"}""")]
    public void A_condition_has_a_text_that_is_read_as_the_same(string text, string condition)
    {
        var definition = Some.Only(condition);
        Assert.Equal(text, Wording.Of(definition, Audiences));
        Assert.Equal(definition.ToJson(), Read(text).ToJson());
    }

    [Theory]
    [InlineData("tag exists or (country exists and city exists)", """{"match":"any","conditions":[T,{"match":"all","conditions":[C,D]}]}""")]
    [InlineData("not (tag exists or country exists), except city exists or tag exists", """{"match":"any","conditions":[T,C],"not":true,"exclude":[D,T]}""")]
    [InlineData("any of (tag exists), except (country exists and not city exists)", """{"match":"any","conditions":[T],"exclude":[{"match":"all","conditions":[C,N]}]}""")]
    [InlineData("not all of (not city exists)", """{"match":"all","conditions":[N],"not":true}""")]
    [InlineData("all of ((tag exists and country exists))", """{"match":"all","conditions":[{"match":"all","conditions":[T,C]}]}""")]
    [InlineData("everyone, except tag exists", """{"exclude":[T]}""")]
    public void Groups_have_a_text_that_is_read_as_the_same(string text, string json)
    {
        var definition = Some.Definition(json.Replace("T", Exists("tag")).Replace("C", Exists("country")).Replace("D", Exists("city")).Replace("N", Exists("city")[..^1] + ",\"not\":true}"));
        Assert.Equal(text, Wording.Of(definition, Audiences));
        Assert.Equal(definition, Read(text));

        static string Exists(string field) => $$"""{"field":"{{field}}","op":"exists"}""";
    }

    [Theory]
    [InlineData("Performed purchase at least twice in the last 30d with amount is above 100 AND trait plan is premium except Stage is Lost", "stage")]
    [InlineData("PERFORMED purchase in the last 30 days at least 2 times with (amount is above 1e2) and trait.plan is \"pre\\u006dium\"\n  except stage is Lost", "stage")]
    [InlineData("(performed purchase at least 2 times in the last P30D with amount is above 100 and (trait.plan equals premium)), except (stage equals Lost)", "stage")]
    public void What_people_write_is_read(string text, string field) => Assert.Equal(
        $$"""{"match":"all","conditions":[{"field":"event.purchase","op":"performed","atLeast":2,"within":"30d","where":[{"property":"amount","op":"greaterThan","value":100}]},{"field":"trait.plan","op":"equals","value":"premium"}],"exclude":[{"field":"{{field}}","op":"equals","value":"Lost"}]}""",
        Read(text.Replace("Stage", "stage")).ToJson());

    [Theory]
    [InlineData("subscribed and not archived", "subscribed equals true and not archived equals true")]
    [InlineData("birthday is today and lastSeen is more than day ago", "birthday today and lastSeen more than 1 day ago")]
    [InlineData("trait.a is not in the last 3 days and trait.b is not gold", "trait.a not in the last 3 days and trait.b does not equal gold")]
    [InlineData("any of (tag exists or tag exists)", "tag exists or tag exists")]
    [InlineData("not (not tag exists)", "tag exists")]
    [InlineData("member of big-spenders-1 or member of \"BIG SPENDERS\"", "member of \"Big spenders\" or member of \"Big spenders\"")]
    [InlineData("saw a page", "saw any page")]
    [InlineData("tag is one of a, except tag is b", "tag is one of a, except tag equals b")]
    public void It_is_written_in_one_way(string text, string written) =>
        Assert.Equal(written, Wording.Of(Read(text), Audiences));

    [Theory]
    [InlineData("", "line 1, column 1: expected a condition such as `trait.plan equals premium` or `performed purchase`, found the end.")]
    [InlineData("tag exists adn city exists", "line 1, column 12: expected `and`, `or`, `except` or the end, found `adn`. Did you mean `and`?")]
    [InlineData("tag exists\nand perfomed purchase", "line 2, column 5: expected a condition, found `perfomed`. Did you mean `performed`?")]
    [InlineData("trait.plan eqals premium", "line 1, column 12: expected what is asked of `trait.plan`, such as `equals` or `exists`, found `eqals`. Did you mean `equals`?")]
    [InlineData("tag exists and city exists or tag exists", "line 1, column 28: `and` and `or` stand side by side: put brackets around what belongs together.")]
    [InlineData("(tag exists", "line 1, column 12: expected `)`, found the end.")]
    [InlineData("trait.plan equals", "line 1, column 18: expected a value: text (in quotes if it is more than a word), a number, `true` or `false`, found the end.")]
    [InlineData("trait.plan equals and", "line 1, column 19: expected a value: text (in quotes if it is more than a word), a number, `true` or `false`, found `and`.")]
    [InlineData("trait.plan equals \"premium", "line 1, column 19: the quote that begins here is not closed: write `\"` behind it.")]
    [InlineData("trait.plan equals \"\\x\"", "line 1, column 20: a backslash stands before")]
    [InlineData("trait.plan equals \"\\ud800\"", "line 1, column 19: this holds NUL or half of a surrogate pair")]
    [InlineData("lastSeen in the last 30 dyas", "line 1, column 25: expected `seconds`, `minutes`, `hours`, `days` or `weeks`, found `dyas`. Did you mean `days`?")]
    [InlineData("lastSeen in the last while", "line 1, column 22: expected a length of time such as `30 days` or `36h`, found `while`.")]
    [InlineData("performed purchase at lest 2 times", "line 1, column 23: expected `least` or `most`, found `lest`. Did you mean `least`?")]
    [InlineData("performed purchase at least many", "line 1, column 29: expected how many times, such as `2 times`, found `many`.")]
    [InlineData("performed purchase with amuont equels 5", "line 1, column 32: expected what is asked of the property `amuont`, such as `equals` or `is above`, found `equels`. Did you mean `equals`?")]
    [InlineData("performed and tag exists", "line 1, column 11: expected the name of an event, in quotes if it is more than a word, found `and`.")]
    [InlineData("member of \"Big spender\"", "line 1, column 11: there is no audience \"Big spender\" that you may use. Did you mean `Big spenders`?")]
    [InlineData("member of \"Twins\"", "line 1, column 11: several audiences are called \"Twins\": write `id2` or `twins-3` for the one that is meant.")]
    [InlineData("all of (tag exists or tag exists)", "line 1, column 1: `all of` goes with `and` inside its brackets.")]
    [InlineData("not not tag exists", "line 1, column 5: expected a condition: `not not` says nothing, found `not`.")]
    // what the definition itself may not be is said of the place in the text
    [InlineData("tag exists and trait.n is above \"10\"", "line 1, column 33: must be a number: write it without quotes.")]
    [InlineData("tag exists and\n  plan equals 1", "line 2, column 3: There is no field `plan`. Did you mean `trait.plan`?")]
    [InlineData("tag exists and birthday today (Europe/Brusels)", "line 1, column 32: is no time zone: `Europe/Brusels`. Did you mean `Europe/Brussels`?")]
    [InlineData("tag exists and performed a 3 to 2 times", "line 1, column 33: is below \"atLeast\": nobody can meet both.")]
    [InlineData("everyone", "line 1, column 1: is missing: give at least one condition.")]
    [InlineData("tag exists and performed a with x in the last 2 days (Asia/Tokyo) and firstName is above 1", "line 1, column 81: `greaterThan` does not go with `firstName`")]
    public void What_cannot_be_read_is_refused_at_its_place(string text, string problem)
    {
        var refusal = Refused(text)!;
        Assert.Equal(422, refusal.Status);
        Assert.StartsWith(problem, Assert.Contains("text", refusal.Errors!)[0], StringComparison.Ordinal);
        Assert.StartsWith($"text: {problem}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_much_is_refused_where_it_begins()
    {
        Assert.Contains("column 141: this is one more than the 10 conditions", Refused(Repeated("tag exists or ", 100_000))!.Message);
        Assert.Contains("deeper than 16", Refused($"{new string('(', 100_000)}tag exists")!.Message);
        Assert.Contains("nested deeper than 5 groups", Refused($"{Repeated("not all of (", 16)}tag exists{new string(')', 16)}")!.Message);
        Assert.Contains("one more than the 10 things", Refused($"performed a with ({Repeated("x exists and ", 100_000)}")!.Message);
        Assert.Contains("one more value than the 1000", Refused($"tag is one of {Repeated("x, ", 100_000)}")!.Message);
    }

    [Fact]
    public void README_shows_texts_as_they_are_written()
    {
        var readme = File.ReadAllText(Path.Combine(Executable.Root, "README.md"));
        var shown = readme.Split("```definitions\n")[1].Split("\n```")[0].Split('\n');
        Assert.Equal(7, shown.Length);
        Assert.All(shown, text => Assert.Equal(text, Wording.Of(Read(text), Audiences)));
    }

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static Definition Read(string text)
    {
        var wording = Wording.Read(text, Audiences, AudienceLimits.Default);
        try
        {
            return DefinitionParser.Parse(wording.Json, AudienceLimits.Default);
        }
        catch (Refusal refusal)
        {
            throw wording.Place(refusal);
        }
    }

    private static Refusal? Refused(string text) => Record.Exception(() => Read(text)) as Refusal;
}
