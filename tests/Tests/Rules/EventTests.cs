using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

public sealed class EventTests
{
    private static readonly EventHistory Three = Some.Events(
        ("buy", "2026-11-01T00:00:00Z"), ("buy", "2026-11-05T00:00:00Z"), ("buy", "2026-11-10T00:00:00Z"));

    [Theory]
    [InlineData("\"op\": \"performed\"", "2026-10-31T23:59:59.999Z", false, "2026-11-01T00:00:00Z")]
    [InlineData("\"op\": \"performed\"", "2026-11-01T00:00:00Z", true, null)]
    [InlineData("\"op\": \"notPerformed\"", "2026-10-31T00:00:00Z", true, "2026-11-01T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"within\": \"4d\"", "2026-11-04T23:59:59.999Z", true, "2026-11-09T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"within\": \"4d\"", "2026-11-09T00:00:00Z", false, "2026-11-10T00:00:00Z")]
    [InlineData("\"op\": \"notPerformed\", \"within\": \"4d\"", "2026-11-09T00:00:00Z", true, "2026-11-10T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"atLeast\": 2, \"within\": \"5d\"", "2026-11-05T00:00:00Z", true, "2026-11-06T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"atLeast\": 2, \"within\": \"1w\"", "2026-11-08T00:00:00Z", false, "2026-11-10T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"atMost\": 2", "2026-11-01T00:00:00Z", true, "2026-11-10T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"atMost\": 2", "2026-10-01T00:00:00Z", true, "2026-11-10T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"atMost\": 2", "2026-11-10T00:00:00Z", false, null)]
    [InlineData("\"op\": \"performed\", \"exactly\": 1", "2026-11-01T00:00:00Z", true, "2026-11-05T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"exactly\": 0, \"within\": \"1d\"", "2026-11-01T00:00:00Z", false, "2026-11-02T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"atLeast\": 2, \"atMost\": 2", "2026-11-05T00:00:00Z", true, "2026-11-10T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"between\": [\"2026-11-01\", \"2026-11-10\"], \"exactly\": 2", "2026-11-20T00:00:00Z", true, null)]
    [InlineData("\"op\": \"performed\", \"between\": [\"2026-11-01T00:00:00.001Z\", null]", "2026-11-04T00:00:00Z", false, "2026-11-05T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"between\": [\"4d\", \"2d\"]", "2026-11-02T23:59:59.999Z", false, "2026-11-03T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"between\": [\"4d\", \"2d\"]", "2026-11-03T00:00:00Z", true, "2026-11-05T00:00:00Z")]
    [InlineData("\"op\": \"performed\", \"between\": [null, \"2d\"], \"atLeast\": 3", "2026-11-11T23:59:59.999Z", false, "2026-11-12T00:00:00Z")]
    public void Events_are_counted_in_their_window(string rest, string now, bool holds, string? next)
    {
        var verdict = Some.Judge($$"""{ "field": "event.buy", {{rest}} }""", null, Three, Some.Time(now));
        Assert.Equal((holds, next is null ? (Instant?)null : Some.Time(next)), (verdict.Holds, verdict.NextChangeAt));
    }

    [Fact]
    public void One_that_enters_as_another_leaves_changes_nothing()
    {
        var events = Some.Events(("a", "2026-11-01T00:00:00Z"), ("a", "2026-11-02T00:00:00Z"), ("a", "2026-11-03T00:00:00Z"));
        Assert.Equal(
            Some.Time("2026-11-04T00:00:00Z"),
            Some.Judge("""{ "field": "event.a", "op": "performed", "within": "1d" }""", null, events, Some.Time("2026-11-01T00:00:00Z")).NextChangeAt);
    }

    [Fact]
    public void Names_are_exact_with_dots_and_blanks_and_pages_are_no_track_events()
    {
        var events = EventHistory.Empty
            .With(Some.Event("Order Completed.v2", "2026-11-01T00:00:00Z", 1))
            .With(Some.Event("Home", "2026-11-01T00:00:00Z", 2, kind: StepKind.Page));
        Assert.True(Some.Judge("""{ "field": "event.Order Completed.v2", "op": "performed" }""", null, events).Holds);
        Assert.False(Some.Judge("""{ "field": "event.order completed.v2", "op": "performed" }""", null, events).Holds);
        Assert.False(Some.Judge("""{ "field": "event.Home", "op": "performed" }""", null, events).Holds);
    }

    [Fact]
    public void All_clauses_must_hold_of_one_event()
    {
        var events = EventHistory.Empty
            .With(Some.Event("buy", "2026-11-01T00:00:00Z", 1, """{ "amount": 150, "items": [ { "sku": "a" }, { "sku": "b" } ] }"""))
            .With(Some.Event("buy", "2026-11-02T00:00:00Z", 2, """{ "amount": "90", "items": [ { "sku": "c" } ] }"""));
        Assert.True(Where("""{ "property": "amount", "op": "greaterThan", "value": 100 }, { "property": "items.sku", "op": "equals", "value": "B" }"""));
        Assert.False(Where("""{ "property": "amount", "op": "greaterThan", "value": 100 }, { "property": "items.sku", "op": "equals", "value": "c" }"""));
        Assert.True(Where("""{ "property": "coupon", "op": "notExists" }, { "property": "items.sku", "op": "notIn", "value": ["a", "x"] }"""));

        bool Where(string clauses) => Some.Judge($$"""{ "field": "event.buy", "op": "performed", "where": [ {{clauses}} ] }""", null, events).Holds;
    }

    [Fact]
    public void A_clause_that_depends_on_the_time_flips_at_its_own_instants()
    {
        var events = EventHistory.Empty.With(Some.Event("book", "2026-11-01T00:00:00Z", 1, """{ "departs": "2026-11-20T00:00:00Z" }"""));
        const string rule = """{ "field": "event.book", "op": "performed", "within": "15d", "where": [ { "property": "departs", "op": "withinNext", "value": "7d" } ] }""";
        Assert.Equal(new Flip(Some.Time("2026-11-13T00:00:00Z"), true), Flip("2026-11-02T00:00:00Z"));
        Assert.Equal(new Flip(Some.Time("2026-11-16T00:00:00Z"), false), Flip("2026-11-13T00:00:00Z"));
        Assert.Null(Flip("2026-11-16T00:00:00Z"));

        Flip? Flip(string now) => Rule.NextFlip(Rule.Compile(Some.Only(rule)), new Subject(ContactFacts.From(Profile.Empty), events), Some.Time(now));
    }

    [Fact]
    public void First_and_last_seen_move_when_an_event_dated_ahead_is_reached()
    {
        var events = EventHistory.Empty
            .With(Some.Event("a", "2026-11-20T00:00:00Z", 1))
            .With(Some.Event("b", "2026-11-22T00:00:00Z", 2, kind: StepKind.Page))
            .With(Some.Event("c", "2026-11-30T00:00:00Z", 3, active: false));
        const string seen = """{ "field": "lastSeen", "op": "within", "value": "36h" }""";
        Assert.Equal(new Verdict(true, Some.Time("2026-11-21T12:00:00Z")), Some.Judge(seen, null, events, Some.Time("2026-11-20T00:00:00Z")));
        Assert.Equal(new Verdict(false, Some.Time("2026-11-22T00:00:00Z")), Some.Judge(seen, null, events, Some.Time("2026-11-21T12:00:00Z")));
        Assert.Equal(new Verdict(false, null), Some.Judge(seen, null, events, Some.Time("2026-11-23T12:00:00Z")));
        Assert.Equal(new Verdict(false, Some.Time("2026-11-20T00:00:00Z")), Some.Judge("""{ "field": "firstSeen", "op": "exists" }""", null, events, Some.Time("2026-11-19T00:00:00Z")));
        Assert.Equal(new Verdict(true, Some.Time("2026-11-22T00:00:00Z")), Some.Judge("""{ "field": "lastSeen", "op": "before", "value": "2026-11-21" }""", null, events, Some.Time("2026-11-20T00:00:00Z")));
        Assert.Equal(Some.Time("2026-11-22T00:00:00Z"), events.LastSeen(Some.Time("2026-12-22T00:00:00Z")));
        Assert.Equal(Some.Time("2026-11-20T00:00:00Z"), events.FirstSeen(Some.Time("2026-12-22T00:00:00Z")));
    }

    [Fact]
    public void A_history_is_the_same_in_any_order_and_gives_up_what_is_taken_out()
    {
        var facts = new[] { Some.Event("a", "2026-11-02T00:00:00Z", 5), Some.Event("a", "2026-11-02T00:00:00Z", 3), Some.Event("b", "2026-11-01T00:00:00Z", 4) };
        var one = facts.Aggregate(EventHistory.Empty, (history, fact) => history.With(fact));
        var other = facts.Reverse().Aggregate(EventHistory.Empty, (history, fact) => history.With(fact));
        Assert.Equal(one.All, other.All);
        Assert.Equal(one.All, EventHistory.From(facts).All);
        Assert.Equal([3ul, 5ul], one.Named(StepKind.Track, "a").ToArray().Select(fact => fact.Id));

        var without = one.Without(4).Without(99);
        Assert.Equal(2, without.Count);
        Assert.Equal(Some.Time("2026-11-02T00:00:00Z"), without.FirstSeen(Some.Now));
        Assert.Equal(3, one.Count);
        Assert.Same(one, one.With(facts[0]));
    }
}
