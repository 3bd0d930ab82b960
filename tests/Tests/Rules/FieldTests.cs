using System.Collections.Immutable;
using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

public sealed class FieldTests
{
    private static readonly Profile Ann = Some.Person(
        ("firstName", "\"Ann\""), ("stage", "\"Lead\""), ("assignedTo", "\"u1\""), ("birthday", "\"1990-02-28\""),
        ("custom.size", "12.50"), ("preference.home", "{\"beds\":3}"), ("group.name", "\"Acme\"")) with
    {
        ExternalId = "a-1",
        Emails = [new Address("Ann@Example.com", "ann@example.com", null, Some.Stamp()), new Address("ann@work.org", "ann@work.org", "work", Some.Stamp())],
        Phones = [new Address("0475 12 34 56", "+32475123456", null, Some.Stamp())],
        Tags = ImmutableSortedDictionary<string, Stamp>.Empty.Add("VIP", Some.Stamp()).Add("news", Some.Stamp()),
        Consents = ImmutableSortedDictionary<string, Consent>.Empty.Add("email", new Consent("subscribed", null, Some.Stamp())),
        Origin = "file",
        Sources = ["google", "file"],
        Accounts = ["ann@gmail.com"],
        Imports = [new ProfileImport("user:u1", "0190f", 1), new ProfileImport("user:u2", "0190a", 1)],
    };

    [Theory]
    [InlineData("email", "equals", "\"ANN@work.org\"", true)]
    [InlineData("email", "endsWith", "\"@example.com\"", true)]
    [InlineData("email", "notContains", "\"@example\"", false)]
    [InlineData("phone", "startsWith", "\"+32\"", true)]
    [InlineData("phone", "equals", "\"0475 12 34 56\"", true)]
    [InlineData("firstName", "equals", "\"ann\"", true)]
    [InlineData("lastName", "notEquals", "\"ann\"", true)]
    [InlineData("stage", "in", "[\"lead\", \"Active\"]", true)]
    [InlineData("tag", "equals", "\"vip\"", true)]
    [InlineData("tag", "containsAll", "[\"vip\", \"NEWS\"]", true)]
    [InlineData("tag", "containsAll", "[\"vip\", \"old\"]", false)]
    [InlineData("tag", "notIn", "[\"old\", \"news\"]", false)]
    [InlineData("source", "containsAny", "[\"Google\"]", true)]
    [InlineData("account", "in", "[\"ann@gmail.com\"]", true)]
    [InlineData("import", "equals", "\"0190A\"", true)]
    [InlineData("import", "equals", "\"0190b\"", false)]
    [InlineData("origin", "equals", "\"file\"", true)]
    [InlineData("imported", "equals", "true", true)]
    [InlineData("identified", "equals", "true", true)]
    [InlineData("organized", "equals", "true", false)]
    [InlineData("archived", "equals", "false", true)]
    [InlineData("subscribed", "equals", "true", true)]
    [InlineData("birthday", "on", "\"1990-02-28\"", true)]
    [InlineData("createdAt", "on", "\"2026-01-01\"", true)]
    [InlineData("custom.size", "equals", "12.5", true)]
    [InlineData("preference.home.beds", "atLeast", "3", true)]
    [InlineData("group.name", "equals", "\"acme\"", true)]
    [InlineData("assignedTo", "equals", "\"me\"", true)]
    [InlineData("assignedTo", "in", "[\"nobody\", \"u2\"]", false)]
    [InlineData("assignedTo", "notEquals", "\"u1\"", false)]
    public void A_field_is_judged(string field, string op, string operand, bool holds) =>
        Assert.Equal(holds, Some.Judge($$"""{ "field": "{{field}}", "op": "{{op}}", "value": {{operand}} }""", Ann, me: "u1").Holds);

    [Theory]
    [InlineData("equals", "\"nobody\"", true)]
    [InlineData("notEquals", "\"nobody\"", false)]
    [InlineData("notEquals", "\"me\"", true)]
    [InlineData("in", "[\"nobody\", \"u2\"]", true)]
    public void Whom_nobody_is_assigned_to(string op, string operand, bool holds)
    {
        Assert.Equal(holds, Some.Judge($$"""{ "field": "assignedTo", "op": "{{op}}", "value": {{operand}} }""", Profile.Empty, me: null).Holds);
        Assert.True(Some.Judge("""{ "field": "assignedTo", "op": "notExists" }""", Profile.Empty).Holds);
    }

    [Fact]
    public void Me_is_nobody_where_the_book_has_no_person()
    {
        Assert.False(Some.Judge("""{ "field": "assignedTo", "op": "equals", "value": "me" }""", Ann, me: null).Holds);
        Assert.True(Some.Only("""{ "field": "assignedTo", "op": "in", "value": ["x", "me"] }""").MentionsMe);
        Assert.False(Some.Only("""{ "field": "trait.who", "op": "equals", "value": "me" }""").MentionsMe);
    }

    [Theory]
    [InlineData("address", "{\"country\":\"Belgium\",\"city\":\"Gent\"}", "BE", "Gent")]
    [InlineData("address", "{\"country\":\"BEL\"}", "be", null)]
    [InlineData("trait.address", "{\"country\":\"the netherlands\",\"city\":\"Ede\"}", "NL", "ede")]
    [InlineData("location", "{\"country\":\"United States\",\"city\":\"\"}", "USA", null)]
    [InlineData("address", "{\"country\":\"Côte d'Ivoire\"}", "Ivory Coast", null)]
    [InlineData("address", "{\"country\":\"Atlantis\"}", "atlantis", null)]
    public void Countries_are_read_by_code_and_name(string key, string place, string country, string? city)
    {
        var person = Some.Person((key, place));
        Assert.True(Some.Judge($$"""{ "field": "country", "op": "in", "value": ["XX", "{{country}}"] }""", person).Holds);
        Assert.Equal(city is not null, Some.Judge($$"""{ "field": "city", "op": "equals", "value": "{{city ?? "x"}}" }""", person).Holds);
    }

    [Fact]
    public void The_address_wins_over_the_trait_and_that_over_the_location_part_by_part()
    {
        var facts = ContactFacts.From(Some.Person(
            ("address", "{\"city\":\"Gent\",\"country\":\"\"}"), ("trait.address", "{\"country\":\"FR\"}"), ("location", "{\"country\":\"DE\",\"city\":\"Ulm\"}")));
        Assert.Equal(("Gent", "FR"), (facts.City, facts.Country));
    }

    [Fact]
    public void Organized_is_what_a_person_or_an_import_put_there()
    {
        const string rule = """{ "field": "organized", "op": "equals", "value": true }""";
        Assert.False(Some.Judge(rule, Tagged("key:k")).Holds);
        Assert.False(Some.Judge(rule, Tagged("share:s")).Holds);
        Assert.True(Some.Judge(rule, Tagged("user:u")).Holds);
        Assert.True(Some.Judge(rule, Tagged("import:i")).Holds);
        Assert.True(Some.Judge(rule, Profile.Empty with { EditedByPerson = true }).Holds);
        Assert.True(Some.Judge(rule, Staged("\"Lead\"")).Holds);
        Assert.False(Some.Judge(rule, Staged("null")).Holds);

        static Profile Tagged(string by) => Profile.Empty with { Tags = Profile.Empty.Tags.Add("x", Some.Stamp(by)) };
        static Profile Staged(string json) => Profile.Empty with { Values = Profile.Empty.Values.Add("stage", new ProfileValue(json, Some.Stamp("user:u"))) };
    }

    [Theory]
    [InlineData("traits", false)]
    [InlineData("api", true)]
    [InlineData("typed", false)]
    [InlineData("event", false)]
    [InlineData("device", true)]
    [InlineData("addressBook", true)]
    public void Imported_is_read_off_the_origin(string origin, bool imported) =>
        Assert.Equal(imported, ContactFacts.From(Profile.Empty with { Origin = origin }).Imported);

    [Fact]
    public void What_differs_is_named_as_rules_mention_it()
    {
        var before = ContactFacts.From(Ann);
        var after = ContactFacts.From(Ann with
        {
            Tags = Ann.Tags.Remove("news"),
            Imports = Ann.Imports[1..],
            Values = Ann.Values.SetItem("custom.size", new ProfileValue("12.5", Some.Stamp()))
                .Add("trait.a", new ProfileValue("{\"b\":1}", Some.Stamp())).Add("address", new ProfileValue("{\"country\":\"FR\"}", Some.Stamp())),
        });
        Assert.Equal(["address", "country", "import", "tag", "trait.a"], after.ChangesSince(before).Order());
        Assert.True(after.ChangesSince(before).Overlaps(Mentions("""{ "field": "trait.a.b", "op": "exists" }""").Fields));
        Assert.False(after.ChangesSince(before).Overlaps(Mentions("""{ "field": "trait.b", "op": "exists" }""").Fields));
    }

    private static Mentions Mentions(string conditions) => Rule.Compile(Some.Only(conditions)).Mentions;
}
