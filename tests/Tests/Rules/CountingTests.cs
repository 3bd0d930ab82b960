using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

/// <summary>First and last occurrences, pages, and how many events and sessions there are.</summary>
public sealed class CountingTests
{
    private static readonly EventHistory Visits = EventHistory.Empty
        .With(Some.Event("Home", "2026-11-01T10:00:00Z", 1, """{ "path": "/" }""", kind: StepKind.Page))
        .With(Some.Event("", "2026-11-01T10:29:59.999Z", 2, """{ "path": "/pricing" }""", kind: StepKind.Page))
        .With(Some.Event("Cart", "2026-11-01T10:59:59.999Z", 3, kind: StepKind.Screen))
        .With(Some.Event("buy", "2026-11-03T00:00:00Z", 4, active: false))
        .With(Some.Event("", "2026-11-05T00:00:00Z", 5, """{ "url": "https://example.org/pricing?x=1#y" }""", kind: StepKind.Page));

    [Theory]
    [InlineData("\"occurrence\": \"first\"", "2026-11-30T00:00:00Z", true, null)]
    [InlineData("\"occurrence\": \"first\", \"where\": [ { \"property\": \"n\", \"op\": \"equals\", \"value\": 2 } ]", "2026-11-30T00:00:00Z", false, null)]
    [InlineData("\"occurrence\": \"last\", \"where\": [ { \"property\": \"n\", \"op\": \"equals\", \"value\": 2 } ]", "2026-11-04T00:00:00Z", false, "2026-11-05T00:00:00Z")]
    [InlineData("\"occurrence\": \"last\", \"where\": [ { \"property\": \"n\", \"op\": \"equals\", \"value\": 2 } ]", "2026-11-05T00:00:00Z", true, "2026-11-09T00:00:00Z")]
    [InlineData("\"occurrence\": \"last\", \"where\": [ { \"property\": \"n\", \"op\": \"equals\", \"value\": 2 } ]", "2026-11-09T00:00:00Z", false, null)]
    [InlineData("\"occurrence\": \"first\", \"within\": \"2d\"", "2026-11-02T00:00:00Z", true, "2026-11-03T00:00:00Z")]
    [InlineData("\"occurrence\": \"first\", \"within\": \"2d\"", "2026-11-05T00:00:00Z", false, null)]
    [InlineData("\"occurrence\": \"last\", \"within\": \"2d\"", "2026-11-03T00:00:00Z", false, "2026-11-05T00:00:00Z")]
    [InlineData("\"occurrence\": \"last\", \"between\": [\"2026-11-05\", \"2026-11-06\"]", "2026-11-05T00:00:00Z", true, "2026-11-09T00:00:00Z")]
    [InlineData("\"occurrence\": \"last\", \"exactly\": 0, \"within\": \"2d\"", "2026-11-07T00:00:00Z", true, "2026-11-09T00:00:00Z")]
    public void One_occurrence_is_taken_and_then_asked(string rest, string now, bool holds, string? next)
    {
        var events = EventHistory.Empty
            .With(Some.Event("a", "2026-11-01T00:00:00Z", 1, """{ "n": 1 }"""))
            .With(Some.Event("a", "2026-11-05T00:00:00Z", 2, """{ "n": 2 }"""))
            .With(Some.Event("a", "2026-11-09T00:00:00Z", 3, """{ "n": 3 }"""));
        Assert.Equal(
            new Verdict(holds, next is null ? null : Some.Time(next)),
            Some.Judge($$"""{ "field": "event.a", "op": "performed", {{rest}} }""", null, events, Some.Time(now)));
    }

    [Theory]
    [InlineData("page", "\"atLeast\": 4", true)]
    [InlineData("page", "\"atLeast\": 5", false)]
    [InlineData("page.Home", "\"exactly\": 1", true)]
    [InlineData("page.home", "\"exactly\": 0", true)]
    [InlineData("page.Cart", "\"exactly\": 1", true)]
    [InlineData("page./pricing", "\"exactly\": 2", true)]
    [InlineData("page./", "\"exactly\": 1", true)]
    [InlineData("page./pricing", "\"atLeast\": 1, \"within\": \"16d\"", false)]
    [InlineData("page.buy", "\"exactly\": 0", true)]
    public void Pages_and_screens_are_known_by_name_or_path(string field, string rest, bool holds) =>
        Assert.Equal(holds, Some.Judge($$"""{ "field": "{{field}}", "op": "performed", {{rest}} }""", null, Visits).Holds);

    [Theory]
    [InlineData("eventCount", "\"op\": \"equals\", \"value\": 5", true)]
    [InlineData("eventCount", "\"op\": \"equals\", \"value\": 5.5", false)]
    [InlineData("eventCount", "\"op\": \"notEquals\", \"value\": 5.5", true)]
    [InlineData("eventCount", "\"op\": \"greaterThan\", \"value\": 4.5", true)]
    [InlineData("eventCount", "\"op\": \"greaterThan\", \"value\": 5", false)]
    [InlineData("eventCount", "\"op\": \"lessThan\", \"value\": 5.5", true)]
    [InlineData("eventCount", "\"op\": \"lessThan\", \"value\": 5", false)]
    [InlineData("eventCount", "\"op\": \"atMost\", \"value\": 4.9", false)]
    [InlineData("eventCount", "\"op\": \"atMost\", \"value\": -1", false)]
    [InlineData("eventCount", "\"op\": \"atLeast\", \"value\": -1", true)]
    [InlineData("eventCount", "\"op\": \"atLeast\", \"value\": 1e20", false)]
    [InlineData("eventCount", "\"op\": \"in\", \"value\": [7, 5]", true)]
    [InlineData("eventCount", "\"op\": \"notIn\", \"value\": [7, 5]", false)]
    [InlineData("eventCount", "\"op\": \"between\", \"value\": [5, null]", true)]
    [InlineData("eventCount", "\"op\": \"between\", \"value\": [5.5, 5.9]", false)]
    [InlineData("eventCount", "\"op\": \"exists\"", true)]
    [InlineData("eventCount", "\"op\": \"equals\", \"value\": 3, \"between\": [\"2026-11-01\", \"2026-11-02\"]", true)]
    // The silence of exactly half an hour ends a session; what no person did opens none.
    [InlineData("sessionCount", "\"op\": \"equals\", \"value\": 3", true)]
    [InlineData("sessionCount", "\"op\": \"equals\", \"value\": 2, \"between\": [\"2026-11-01\", \"2026-11-02\"]", true)]
    [InlineData("sessionCount", "\"op\": \"equals\", \"value\": 1, \"between\": [\"2026-11-01T10:30:00Z\", \"2026-11-02\"]", true)]
    public void Events_and_sessions_are_counted(string field, string rest, bool holds) =>
        Assert.Equal(holds, Some.Judge($$"""{ "field": "{{field}}", {{rest}} }""", null, Visits).Holds);

    [Fact]
    public void A_late_event_makes_two_sessions_one()
    {
        var two = Some.Events(("a", "2026-11-01T10:00:00Z"), ("a", "2026-11-01T10:40:00Z"));
        const string rule = """{ "field": "sessionCount", "op": "atLeast", "value": 2, "within": "1d" }""";
        Assert.Equal(new Verdict(true, Some.Time("2026-11-02T10:00:00Z")), Some.Judge(rule, null, two, Some.Time("2026-11-01T10:40:00Z")));
        Assert.Equal(
            new Verdict(false, null),
            Some.Judge(rule, null, two.With(Some.Event("b", "2026-11-01T10:20:00Z", 9)), Some.Time("2026-11-01T10:40:00Z")));
    }
}
