using Audiences.Rules;

namespace Tests.Rules;

/// <summary>What a definition's writer is warned of, by what the contacts of a book show.</summary>
public sealed class SurveyTests
{
    private const string Unknown = "No contact of this book has an event `wantex`.";

    private static readonly Subject Ann = Person(
        [("trait.plan", "\"premium\""), ("trait.amount", "120"), ("trait.address", """{ "city": "Lyon" }"""), ("custom.size", "\"10\"")],
        ("purchase", """{ "amount": 120, "items": [ { "sku": "a1" } ], "day": "2026-01-02" }"""));

    private static readonly Subject Bob = Person(
        [("trait.plan", "\"free\""), ("trait.amount", "7"), ("trait.note", "\"\""), ("trait.tags", "[]")],
        ("purchase", """{ "amount": 40 }"""), ("login", "{}"));

    [Theory]
    [InlineData("event.purchse", "No contact of this book has an event `purchse`. Did you mean `purchase`?")]
    [InlineData("event.Purchase", "No contact of this book has an event `Purchase`. Did you mean `purchase`?")]
    [InlineData("event.refund", "No contact of this book has an event `refund`.")]
    [InlineData("event.page-view", "No contact of this book has an event `page-view`.")]
    public void An_event_that_nobody_has_is_named_with_the_nearest(string field, string warning) =>
        Warns($$"""{ "field": "{{field}}", "op": "performed", "where": [ { "property": "nothing", "op": "exists" } ] }""", warning);

    [Theory]
    [InlineData("trait.plann", "No contact of this book has `trait.plann`. Did you mean `trait.plan`?")]
    [InlineData("trait.address.ctiy", "No contact of this book has `trait.address.ctiy`. Did you mean `trait.address.city`?")]
    [InlineData("custom.plan", "No contact of this book has `custom.plan`.")]
    [InlineData("preference.colour", "No contact of this book has `preference.colour`.")]
    public void A_field_that_nobody_has_is_named_with_the_nearest_of_its_kind(string field, string warning) =>
        Warns($$"""{ "field": "{{field}}", "op": "exists" }""", warning);

    [Theory]
    [InlineData("amonut", "No event `purchase` has a property `amonut`. Did you mean `amount`?")]
    [InlineData("items.sk", "No event `purchase` has a property `items.sk`. Did you mean `items.sku`?")]
    public void A_property_that_no_such_event_has_is_named_with_the_nearest(string property, string warning) =>
        Warns($$"""{ "field": "event.purchase", "op": "performed", "where": [ { "property": "{{property}}", "op": "exists" } ] }""", warning);

    [Theory]
    [InlineData("trait.plan"), InlineData("trait.address.city"), InlineData("trait.note"), InlineData("trait.tags"), InlineData("custom.size")]
    [InlineData("email")]
    public void A_field_that_somebody_has_is_known_even_when_its_value_is_missing(string field) =>
        Assert.DoesNotContain(Warnings($$"""{ "field": "{{field}}", "op": "exists" }"""), warning => warning.Contains("of this book", StringComparison.Ordinal));

    [Theory]
    [InlineData("trait.amount", "contains", "\"2\"", "`contains` compares text, and `trait.amount` holds only numbers.")]
    [InlineData("trait.amount", "endsWith", "\"2\"", "`endsWith` compares text, and `trait.amount` holds only numbers.")]
    [InlineData("trait.plan", "greaterThan", "2", "`greaterThan` compares numbers, and `trait.plan` holds none.")]
    [InlineData("trait.plan", "between", "[1, 2]", "`between` compares numbers, and `trait.plan` holds none.")]
    [InlineData("trait.plan", "within", "\"2d\"", "`within` compares dates, and `trait.plan` holds none.")]
    public void An_operator_that_does_not_go_with_the_values_is_named(string field, string op, string value, string warning) =>
        Warns($$"""{ "field": "{{field}}", "op": "{{op}}", "value": {{value}} }""", warning);

    [Theory]
    [InlineData("custom.size", "greaterThan", "2"), InlineData("custom.size", "contains", "\"1\""), InlineData("trait.amount", "equals", "\"120\"")]
    [InlineData("trait.note", "greaterThan", "2"), InlineData("trait.plan", "contains", "\"prem\"")]
    public void An_operator_that_can_read_some_value_or_has_none_to_read_is_not(string field, string op, string value) =>
        Assert.DoesNotContain(
            Warnings($$"""{ "field": "{{field}}", "op": "{{op}}", "value": {{value}} }"""), warning => warning.Contains("compares", StringComparison.Ordinal));

    [Fact]
    public void The_values_of_a_property_are_looked_at_too()
    {
        Warns(
            """{ "field": "event.purchase", "op": "performed", "where": [ { "property": "amount", "op": "startsWith", "value": "1" } ] }""",
            "`startsWith` compares text, and `amount` of `purchase` holds only numbers.");
        Assert.Empty(Warnings(
            """{ "field": "event.purchase", "op": "performed", "where": [ { "property": "day", "op": "after", "value": "2026-01-01" } ] }"""));
    }

    [Fact]
    public void Conditions_that_none_or_all_meet_are_named_beside_others_and_alone_the_definition_is()
    {
        const string premium = """{ "field": "trait.plan", "op": "equals", "value": "premium" }""";
        Assert.Empty(Warnings(premium));
        Assert.Equal(["Every contact meets this definition."], Warnings("""{ "field": "trait.plan", "op": "exists" }"""));
        Assert.Equal(["No contact meets this definition."], Warnings("""{ "field": "trait.plan", "op": "equals", "value": "gold" }"""));
        Assert.Equal(
            ["Every contact meets: Trait plan exists."],
            Warnings($$"""{{premium}}, { "field": "trait.plan", "op": "exists" }"""));
        Assert.Equal(
            ["No contact meets this definition.", "No contact meets: Trait plan equals gold."],
            Warnings($$"""{{premium}}, { "field": "trait.plan", "op": "equals", "value": "gold" }"""));
    }

    [Fact]
    public void An_excluding_condition_is_looked_at_as_well_and_the_archived_default_is_not()
    {
        var definition = Some.Definition(
            """{ "conditions": [ { "field": "trait.plan", "op": "equals", "value": "free" } ], "exclude": [ { "field": "trait.gone", "op": "exists" } ] }""");
        Assert.Equal(["No contact of this book has `trait.gone`."], Warnings(definition, [Ann, Bob]));
    }

    [Fact]
    public void In_an_empty_book_only_names_are_spoken_of() => Assert.Equal(
        ["There is no contact in the book yet.", "No contact of this book has `trait.plan`."],
        Warnings(Some.Only("""{ "field": "trait.plan", "op": "exists" }"""), []));

    /// <summary>Whoever has a page's key can send as many names as they like; they are not all gathered to find one that is near.</summary>
    [Fact]
    public void A_flood_of_names_bounds_the_suggestions_and_not_what_is_known()
    {
        var flood = Person([], [.. Enumerable.Range(0, 10_000).Select(i => ($"flood {i}", "{}"))]);
        var wanted = Person([], ("wanted", "{}"));
        Assert.Equal([Unknown], NameWarnings("wantex", [flood, wanted]));
        Assert.Equal([Unknown], NameWarnings("wantex", [.. Enumerable.Repeat(Bob, 10_000), wanted]));
        Assert.Equal([$"{Unknown} Did you mean `wanted`?"], NameWarnings("wantex", [Bob, wanted]));
        Assert.Empty(NameWarnings("wanted", [flood, .. Enumerable.Repeat(Bob, 10_000), wanted]));
    }

    private static IEnumerable<string> NameWarnings(string name, Subject[] people) =>
        Warnings(Some.Only($$"""{ "field": "event.{{name}}", "op": "performed" }"""), people).Where(text => !text.EndsWith("this definition.", StringComparison.Ordinal));

    private static void Warns(string condition, string warning) =>
        Assert.Equal([warning], Warnings(condition).Where(text => !text.EndsWith("this definition.", StringComparison.Ordinal)));

    private static string[] Warnings(string conditions) => Warnings(Some.Only(conditions), [Ann, Bob]);

    private static string[] Warnings(Definition definition, Subject[] people) => [.. Look(definition, people).Warnings(AudienceNames.None)];

    private static BookSurvey Look(Definition definition, Subject[] people)
    {
        var survey = new BookSurvey(definition, me: null);
        foreach (var person in people)
        {
            survey.Look(person, Some.Now);
        }
        return survey;
    }

    private static Subject Person((string, string)[] values, params (string Name, string Properties)[] events) => new(
        ContactFacts.From(Some.Person(values)),
        EventHistory.From(events.Select((item, index) => Some.Event(item.Name, "2026-11-01T00:00:00Z", (ulong)index, item.Properties))));
}
