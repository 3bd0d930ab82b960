using Audiences.Rules;

namespace Tests.Rules;

/// <summary>Days that come back every year.</summary>
public sealed class AnniversaryTests
{
    [Theory]
    // looking back: from the day itself to so many days after it
    [InlineData("\"value\": \"7d\"", "1990-11-14", "2026-11-13T23:59:59.999Z", false, "2026-11-14T00:00:00Z")]
    [InlineData("\"value\": \"7d\"", "1990-11-14", "2026-11-14T00:00:00Z", true, "2026-11-22T00:00:00Z")]
    [InlineData("\"value\": \"7d\"", "1990-11-14", "2026-11-22T00:00:00Z", false, "2027-11-14T00:00:00Z")]
    [InlineData("\"value\": \"1w\"", "1990-12-28", "2027-01-04T23:59:59.999Z", true, "2027-01-05T00:00:00Z")]
    // ahead: from so many days before it to its end
    [InlineData("\"next\": \"14d\"", "1990-12-05", "2026-11-20T23:59:59.999Z", false, "2026-11-21T00:00:00Z")]
    [InlineData("\"next\": \"14d\"", "1990-12-05", "2026-11-21T00:00:00Z", true, "2026-12-06T00:00:00Z")]
    [InlineData("\"next\": \"2w\"", "1990-01-05", "2026-12-22T00:00:00Z", true, "2027-01-06T00:00:00Z")]
    // 29 February counts on 28 in common years
    [InlineData("\"next\": \"1d\"", "1992-02-29", "2027-02-27T00:00:00Z", true, "2027-03-01T00:00:00Z")]
    [InlineData("\"next\": \"1d\"", "1992-02-29", "2028-02-27T00:00:00Z", false, "2028-02-28T00:00:00Z")]
    [InlineData("\"value\": \"1d\"", "1992-02-29", "2028-02-28T00:00:00Z", false, "2028-02-29T00:00:00Z")]
    [InlineData("\"value\": \"1d\"", "--02-29", "2027-03-01T00:00:00Z", true, "2027-03-02T00:00:00Z")]
    [InlineData("\"value\": \"1d\"", "1991-02-28", "2028-02-29T00:00:00Z", true, "2028-03-01T00:00:00Z")]
    // the year may be unknown, and does not matter
    [InlineData("\"next\": \"14d\"", "--12-05", "2026-11-21T00:00:00Z", true, "2026-12-06T00:00:00Z")]
    [InlineData("\"value\": \"7d\"", "2030-11-14", "2026-11-14T00:00:00Z", true, "2026-11-22T00:00:00Z")]
    // local days, also of an instant
    [InlineData("\"value\": \"1d\", \"calendar\": \"Asia/Tokyo\"", "2020-11-20T15:00:00Z", "2026-11-20T15:00:00Z", true, "2026-11-22T15:00:00Z")]
    [InlineData("\"value\": \"1d\", \"calendar\": \"America/Havana\"", "--03-07", "2026-03-08T05:00:00Z", true, "2026-03-09T04:00:00Z")]
    public void A_day_comes_back_every_year(string operand, string value, string now, bool holds, string next) => Assert.Equal(
        new Verdict(holds, Some.Time(next)),
        Some.Judge($$"""{ "field": "birthday", "op": "anniversaryWithin", {{operand}} }""", Some.Person(("birthday", $"\"{value}\"")), null, Some.Time(now)));

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("\"--02-30\"")]
    [InlineData("\"--2-3\"")]
    [InlineData("\"--02-03T00:00:00Z\"")]
    [InlineData("1203")]
    public void What_is_no_day_never_comes_back(string value) => Assert.Equal(
        new Verdict(false, null), Some.Judge("""{ "field": "trait.day", "op": "anniversaryWithin", "next": "364d" }""", Some.Person(("trait.day", value))));

    [Fact]
    public void Windows_of_nearly_a_year_touch_and_are_one_until_a_leap_year()
    {
        var rule = Rule.Compile(Some.Only("""{ "field": "birthday", "op": "anniversaryWithin", "value": "364d" }"""));
        var subject = new Subject(ContactFacts.From(Some.Person(("birthday", "\"1990-05-01\""))), EventHistory.Empty);
        Assert.Equal(new Flip(Some.Time("2028-04-30T00:00:00Z"), false), Rule.NextFlip(rule, subject, Some.Time("2024-06-01T00:00:00Z")));
        Assert.Equal(new Flip(Some.Time("2028-05-01T00:00:00Z"), true), Rule.NextFlip(rule, subject, Some.Time("2028-04-30T00:00:00Z")));
    }

    [Fact]
    public void What_could_come_back_for_ever_and_never_changes_anything_is_not_waited_for()
    {
        var rule = Rule.Compile(Some.Only("""{ "field": "event.a", "op": "performed", "atLeast": 2, "where": [ { "property": "day", "op": "anniversaryWithin", "next": "1d" } ] }"""));
        var subject = new Subject(ContactFacts.From(Some.Person()), EventHistory.Empty.With(Some.Event("a", "2026-01-01T00:00:00Z", 1, """{ "day": "--05-05" }""")));
        Assert.Null(Rule.NextFlip(rule, subject, Some.Now));
    }
}
