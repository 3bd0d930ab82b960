using Contracts;

namespace Tests.Rules;

/// <summary>The window table of the contract on fields: when each operator holds, and when it changes next.</summary>
public sealed class DateTests
{
    private const string Day = "2026-11-20"; // a whole day, until 2026-11-21T00:00
    private const string At = "2026-11-20T12:00:00Z";

    [Theory]
    // within: n−w < t ≤ n
    [InlineData("within", "\"1d\"", At, "2026-11-20T11:59:59.999Z", false, "2026-11-20T12:00:00Z")]
    [InlineData("within", "\"1d\"", At, "2026-11-20T12:00:00Z", true, "2026-11-21T12:00:00Z")]
    [InlineData("within", "\"1d\"", At, "2026-11-21T11:59:59.999Z", true, "2026-11-21T12:00:00Z")]
    [InlineData("within", "\"1d\"", At, "2026-11-21T12:00:00Z", false, null)]
    [InlineData("within", "\"P1D\"", Day, "2026-11-20T00:00:00Z", true, "2026-11-22T00:00:00Z")]
    [InlineData("within", "\"1d\"", Day, "2026-11-22T00:00:00Z", false, null)]
    // olderThan: t ≤ n−w
    [InlineData("olderThan", "\"1d\"", At, "2026-11-21T11:59:59.999Z", false, "2026-11-21T12:00:00Z")]
    [InlineData("olderThan", "\"1d\"", At, "2026-11-21T12:00:00Z", true, null)]
    [InlineData("olderThan", "\"1d\"", Day, "2026-11-21T23:59:59.999Z", false, "2026-11-22T00:00:00Z")]
    // notWithin: not within
    [InlineData("notWithin", "\"1d\"", At, "2026-11-20T11:59:59.999Z", true, "2026-11-20T12:00:00Z")]
    [InlineData("notWithin", "\"1d\"", At, "2026-11-21T12:00:00Z", true, null)]
    // withinNext: n < t ≤ n+w
    [InlineData("withinNext", "\"1d\"", At, "2026-11-19T11:59:59.999Z", false, "2026-11-19T12:00:00Z")]
    [InlineData("withinNext", "\"1d\"", At, "2026-11-19T12:00:00Z", true, "2026-11-20T12:00:00Z")]
    [InlineData("withinNext", "\"1d\"", At, "2026-11-20T12:00:00Z", false, null)]
    // between instants: a ≤ t < b
    [InlineData("between", "[\"2026-11-20T12:00:00Z\", \"2026-11-21\"]", At, "2026-11-21T12:00:00Z", true, null)]
    [InlineData("between", "[\"2026-11-20\", \"2026-11-20T12:00:00Z\"]", At, "2026-11-21T12:00:00Z", false, null)]
    [InlineData("between", "[\"2026-11-20\", null]", At, "2026-11-21T12:00:00Z", true, null)]
    [InlineData("between", "[null, \"2026-11-20\"]", Day, "2026-11-21T12:00:00Z", false, null)]
    // between durations: n−a < t ≤ n−b
    [InlineData("between", "[\"2d\", \"1d\"]", At, "2026-11-21T11:59:59.999Z", false, "2026-11-21T12:00:00Z")]
    [InlineData("between", "[\"2d\", \"1d\"]", At, "2026-11-21T12:00:00Z", true, "2026-11-22T12:00:00Z")]
    [InlineData("between", "[\"2d\", \"1d\"]", At, "2026-11-22T12:00:00Z", false, null)]
    [InlineData("between", "[null, \"1d\"]", At, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("between", "[\"1d\", null]", At, "2026-11-20T12:00:00Z", true, "2026-11-21T12:00:00Z")]
    // before, after, on
    [InlineData("before", "\"2026-11-20T12:00:00.001Z\"", At, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("before", "\"2026-11-20T12:00:00Z\"", At, "2026-11-22T12:00:00Z", false, null)]
    [InlineData("before", "\"2026-11-20\"", At, "2026-11-22T12:00:00Z", false, null)]
    [InlineData("before", "\"2026-11-21\"", Day, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("after", "\"2026-11-20T11:59:59.999Z\"", At, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("after", "\"2026-11-20T12:00:00Z\"", At, "2026-11-22T12:00:00Z", false, null)]
    [InlineData("after", "\"2026-11-20\"", At, "2026-11-22T12:00:00Z", false, null)]
    [InlineData("after", "\"2026-11-19\"", At, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("after", "\"2026-11-20T00:00:00Z\"", Day, "2026-11-22T12:00:00Z", false, null)]
    [InlineData("on", "\"2026-11-20\"", At, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("on", "\"2026-11-20\"", Day, "2026-11-22T12:00:00Z", true, null)]
    [InlineData("on", "\"2026-11-21\"", At, "2026-11-22T12:00:00Z", false, null)]
    // named days (2026-11-20 is a Friday)
    [InlineData("on", "\"today\"", At, "2026-11-20T23:59:59.999Z", true, "2026-11-21T00:00:00Z")]
    [InlineData("on", "\"yesterday\"", At, "2026-11-20T23:59:59.999Z", false, "2026-11-21T00:00:00Z")]
    [InlineData("on", "\"yesterday\"", Day, "2026-11-21T00:00:00Z", true, "2026-11-22T00:00:00Z")]
    [InlineData("on", "\"tomorrow\"", At, "2026-11-19T00:00:00Z", true, "2026-11-20T00:00:00Z")]
    [InlineData("on", "\"thisWeek\"", At, "2026-11-15T23:59:59.999Z", false, "2026-11-16T00:00:00Z")]
    [InlineData("on", "\"thisWeek\"", At, "2026-11-22T23:59:59.999Z", true, "2026-11-23T00:00:00Z")]
    [InlineData("on", "\"lastWeek\"", At, "2026-11-23T00:00:00Z", true, "2026-11-30T00:00:00Z")]
    [InlineData("on", "\"thisMonth\"", At, "2026-11-01T00:00:00Z", true, "2026-12-01T00:00:00Z")]
    [InlineData("on", "\"lastMonth\"", At, "2026-12-31T23:59:59.999Z", true, "2027-01-01T00:00:00Z")]
    public void A_date_is_judged_at_an_instant(string op, string operand, string value, string now, bool holds, string? next)
    {
        var verdict = Some.Judge(
            $$"""{ "field": "trait.at", "op": "{{op}}", "value": {{operand}} }""", Some.Person(("trait.at", $"\"{value}\"")), null, Some.Time(now));
        Assert.Equal((holds, next is null ? (Instant?)null : Some.Time(next)), (verdict.Holds, verdict.NextChangeAt));
    }

    [Theory]
    [InlineData("\"2026-11-20T13:00:00+01:00\"", true)]
    [InlineData("\"2026-11-20t12:00:00.0009z\"", true)]
    [InlineData("\"2026-11-20 12:00:00Z\"", true)]
    [InlineData("\"2026-11-20T11:59:60Z\"", true)]
    [InlineData("[\"never\", \"2026-11-20T12:00:00Z\"]", true)]
    [InlineData("\"2026-11-20T12:00:00\"", false)]
    [InlineData("\"2026-11-20T12:00Z\"", false)]
    [InlineData("\"2026-11-20T24:00:00Z\"", false)]
    [InlineData("\"2026-11-20T12:00:00.Z\"", false)]
    [InlineData("\"2026-11-20T12:00:00+1:00\"", false)]
    [InlineData("\"2026-11-31\"", false)]
    [InlineData("\"20/11/2026\"", false)]
    [InlineData("\"0000-01-01\"", false)]
    [InlineData("1763640000000", false)]
    [InlineData("\"1763640000000\"", false)]
    [InlineData("20261120", false)]
    public void Dates_are_RFC_3339_and_never_bare_numbers(string value, bool read)
    {
        var person = Some.Person(("trait.at", value));
        Assert.Equal(read, Some.Judge("""{ "field": "trait.at", "op": "between", "value": ["2026-11-20T12:00:00Z", "2026-11-20T12:00:00.001Z"] }""", person).Holds);
        Assert.Equal(read, Some.Judge("""{ "field": "trait.at", "op": "between", "value": ["0900-01-01", null] }""".Replace("0900", "1900"), person).Holds);
    }

    [Theory]
    [InlineData("within", false)]
    [InlineData("olderThan", false)]
    [InlineData("withinNext", false)]
    [InlineData("notWithin", true)]
    public void What_is_missing_fails_all_but_the_negative(string op, bool holds) =>
        Assert.Equal(holds, Some.Judge($$"""{ "field": "birthday", "op": "{{op}}", "value": "30d" }""").Holds);

    [Fact]
    public void Of_several_dates_one_is_enough_and_the_condition_changes_when_the_last_leaves()
    {
        var person = Some.Person(("trait.at", """["2026-11-20T00:00:00Z", "2026-11-20T12:00:00Z", "2026-11-25"]"""));
        const string rule = """{ "field": "trait.at", "op": "within", "value": "1d" }""";
        Assert.Equal(Some.Time("2026-11-21T12:00:00Z"), Some.Judge(rule, person, null, Some.Time("2026-11-20T00:00:00Z")).NextChangeAt);
        Assert.Equal(Some.Time("2026-11-25T00:00:00Z"), Some.Judge(rule, person, null, Some.Time("2026-11-21T12:00:00Z")).NextChangeAt);
    }
}
