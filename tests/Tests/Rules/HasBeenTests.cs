using Audiences.Rules;
using Contacts;
using Contracts;

namespace Tests.Rules;

/// <summary>A value that has been there for some time.</summary>
public sealed class HasBeenTests
{
    [Fact]
    public void A_value_has_been_there_from_its_first_write_on()
    {
        var person = Written(("plan", "1", "\"free\""), ("plan", "5", "\"premium\""), ("plan", "9", "\"premium\""));
        Assert.Equal(new Verdict(false, Some.Time("2026-11-12T00:00:00Z")), Asked("trait.plan", "premium", "7d", person, "2026-11-11T23:59:59.999Z"));
        Assert.Equal(new Verdict(true, null), Asked("trait.plan", "premium", "7d", person, "2026-11-12T00:00:00Z"));
        Assert.Equal(new Verdict(false, null), Asked("trait.plan", "free", "1d", person, "2026-11-12T00:00:00Z"));
        Assert.Equal(new Verdict(false, null), Asked("trait.none", "free", "1d", person, "2026-11-12T00:00:00Z"));
    }

    [Theory]
    // repeated, also in other letters or within a list
    [InlineData("\"on\"", "\"ON\"", "\"on\"", "2026-11-02T00:00:00Z")]
    [InlineData("\"on\"", "[\"off\", \"on\"]", "\"on\"", "2026-11-02T00:00:00Z")]
    // interrupted
    [InlineData("\"on\"", "\"off\"", "\"on\"", "2026-11-04T00:00:00Z")]
    [InlineData("\"on\"", "null", "\"on\"", "2026-11-04T00:00:00Z")]
    [InlineData("\"off\"", "\"on\"", "\"on\"", "2026-11-03T00:00:00Z")]
    public void What_is_the_same_for_equals_repeats_it(string first, string second, string third, string holds) => Assert.Equal(
        new Verdict(false, Some.Time(holds)),
        Asked("trait.state", "on", "1d", Written(("state", "1", first), ("state", "2", second), ("state", "3", third)), "2026-11-01T00:00:00Z"));

    [Fact]
    public void A_path_looks_at_what_lies_below_only()
    {
        var person = Written(("home", "1", """{"beds":3,"door":"red"}"""), ("home", "2", """{"beds":3,"door":"blue"}"""));
        Assert.Equal(new Verdict(false, Some.Time("2026-11-04T00:00:00Z")), Asked("trait.home.door", "blue", "2d", person, "2026-11-03T00:00:00Z"));
        Assert.Equal(
            new Verdict(true, null),
            Some.Judge("""{ "field": "trait.home.beds", "op": "hasBeen", "value": 3, "for": "2d" }""", person, null, Some.Time("2026-11-03T00:00:00Z")));
    }

    [Fact]
    public void A_late_write_that_contradicts_is_a_break_and_a_repeated_one_is_none()
    {
        var person = Written(("plan", "1", "\"a\""), ("plan", "9", "\"a\""));
        var broken = person.With("trait.plan", "\"b\"", Stamp("5"));
        var repeated = person.With("trait.plan", "\"a\"", Stamp("5"));
        Assert.Equal(Some.Time("2026-11-10T00:00:00Z"), Asked("trait.plan", "a", "1d", broken, "2026-11-09T00:00:00Z").NextChangeAt);
        Assert.Equal(new Verdict(true, null), Asked("trait.plan", "a", "1d", repeated, "2026-11-09T00:00:00Z"));

        var changes = ContactFacts.From(broken).ChangesSince(ContactFacts.From(person));
        Assert.Equal(["since trait.plan"], changes);
        Assert.True(changes.Overlaps(Rule.Compile(Some.Only("""{ "field": "trait.plan", "op": "hasBeen", "value": "a", "for": "1d" }""")).Mentions.Fields));
        Assert.False(changes.Overlaps(Rule.Compile(Some.Only("""{ "field": "trait.plan", "op": "equals", "value": "a" }""")).Mentions.Fields));
        Assert.Empty(ContactFacts.From(repeated).ChangesSince(ContactFacts.From(person)));
    }

    [Fact]
    public void A_tag_is_there_since_it_was_put_there()
    {
        var person = Some.Person() with { Tags = Profile.Empty.Tags.Add("VIP", Stamp("3")).Add("new", Stamp("9")) };
        Assert.Equal(new Verdict(false, Some.Time("2026-11-05T00:00:00Z")), Asked("tag", "vip", "2d", person, "2026-11-04T23:59:59.999Z"));
        Assert.Equal(new Verdict(true, null), Asked("tag", "vip", "2d", person, "2026-11-05T00:00:00Z"));
        Assert.Equal(new Verdict(false, null), Asked("tag", "old", "2d", person, "2026-11-05T00:00:00Z"));
    }

    [Fact]
    public void Me_is_the_owner_of_the_book()
    {
        var person = Some.Person(("assignedTo", "\"u1\""));
        const string rule = """{ "field": "assignedTo", "op": "hasBeen", "value": "me", "for": "1d" }""";
        Assert.True(Some.Judge(rule, person, me: "u1").Holds);
        Assert.False(Some.Judge(rule, person, me: "u2").Holds);
        Assert.False(Some.Judge(rule, person, me: null).Holds);
        Assert.True(Some.Only(rule).MentionsMe);
    }

    private static Verdict Asked(string field, string value, string length, Profile person, string now) =>
        Some.Judge($$"""{ "field": "{{field}}", "op": "hasBeen", "value": "{{value}}", "for": "{{length}}" }""", person, null, Some.Time(now));

    private static Profile Written(params (string Key, string Day, string Json)[] writes) =>
        writes.Aggregate(Some.Person(), (profile, write) => profile.With($"trait.{write.Key}", write.Json, Stamp(write.Day)));

    private static Stamp Stamp(string day) => new(Some.Time($"2026-11-{day.PadLeft(2, '0')}T00:00:00Z"), "event:k", "event", $"m{day}");
}
