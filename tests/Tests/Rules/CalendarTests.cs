using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

/// <summary>Days of time zones around changes of the clock; every date here was worked out by hand from the zone's rules.</summary>
public sealed class CalendarTests
{
    [Theory]
    [InlineData("Europe/Brussels", "2026-03-29", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Brussels", "2026-10-25", "2026-10-24T22:00:00Z", 25)]
    // Midnight is skipped: the day begins at one o'clock.
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", 23)]
    [InlineData("Asia/Beirut", "2025-03-30", "2025-03-29T22:00:00Z", 23)]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", 23)]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23)]
    // Midnight comes twice, after the day has begun: at one o'clock it is twelve again.
    [InlineData("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z", 25)]
    // It would come twice, but at twelve it is eleven again: the day before has 25 hours.
    [InlineData("Asia/Beirut", "2025-10-25", "2025-10-24T21:00:00Z", 25)]
    [InlineData("Asia/Beirut", "2025-10-26", "2025-10-25T22:00:00Z", 24)]
    [InlineData("Africa/Cairo", "2025-10-30", "2025-10-29T21:00:00Z", 25)]
    [InlineData("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25)]
    [InlineData("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", 24)]
    // Samoa went over the date line and left a day out.
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24)]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0)]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24)]
    [InlineData("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z", 24)]
    [InlineData("UTC", "1969-12-31", "1969-12-31T00:00:00Z", 24)]
    public void A_day_begins_and_is_so_long(string zone, string date, string start, int hours)
    {
        var (days, day) = (LocalDays.Of(new Calendar(zone)), LocalDays.Number(DateOnly.Parse(date)));
        var from = Some.Time(start).Ms;
        Assert.Equal(new Interval(from, from + (hours * 3_600_000L)), days.From(day, 1));
        Assert.Equal(hours > 0 ? day : day + 1, days.DayOf(from));
        Assert.True(days.DayOf(from - 1) < day);
    }

    [Fact]
    public void A_day_that_has_begun_does_not_end_when_the_clock_goes_back_over_midnight()
    {
        // Newfoundland changed at one minute past midnight: 00:01 on the 7th was 23:01 on the 6th again.
        var days = LocalDays.Of(new Calendar("America/St_Johns"));
        var seventh = LocalDays.Number(new DateOnly(2010, 11, 7));
        Assert.Equal(Some.Time("2010-11-07T02:30:00Z").Ms, days.Start(seventh));
        Assert.Equal([seventh - 1, seventh, seventh, seventh], new[] { "02:29:59.999", "02:30:00", "02:31:00", "03:29:00" }.Select(
            time => days.DayOf(Some.Time($"2010-11-07T{time}Z").Ms)));
    }

    [Theory]
    [InlineData("Europe/Brussels", "2d", "2026-03-27T22:30:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Brussels", "2d", "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z")]
    [InlineData("Europe/Brussels", "1d", "2026-10-24T21:59:59.999Z", "2026-10-25T23:00:00Z")]
    [InlineData("America/Havana", "1d", "2026-03-06T12:00:00Z", "2026-03-08T05:00:00Z")]
    [InlineData("America/Havana", "1d", "2026-03-08T04:59:59.999Z", "2026-03-09T04:00:00Z")]
    [InlineData("America/Havana", "1w", "2025-10-26T04:00:00Z", "2025-11-03T05:00:00Z")]
    [InlineData("Africa/Cairo", "1d", "2025-10-29T20:59:59.999Z", "2025-10-30T22:00:00Z")]
    [InlineData("Asia/Beirut", "1d", "2025-03-28T12:00:00Z", "2025-03-29T22:00:00Z")]
    [InlineData("Pacific/Apia", "1d", "2011-12-29T12:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2d", "2011-12-29T12:00:00Z", "2011-12-31T10:00:00Z")]
    [InlineData("UTC", "30d", "2026-01-01T23:59:59.999Z", "2026-02-01T00:00:00Z")]
    public void What_happened_within_days_leaves_at_the_midnight_that_begins_the_day_after_them(string zone, string length, string at, string leaves)
    {
        var events = Some.Events(("buy", at));
        var held = $$"""{ "field": "event.buy", "op": "performed", "within": "{{length}}", "calendar": "{{zone}}" }""";
        Assert.Equal(new Verdict(true, Some.Time(leaves)), Some.Judge(held, null, events, Some.Time(at)));
        Assert.Equal(new Verdict(true, Some.Time(leaves)), Some.Judge(held, null, events, new Instant(Some.Time(leaves).Ms - 1)));
        Assert.Equal(new Verdict(false, null), Some.Judge(held, null, events, Some.Time(leaves)));

        var seen = $$"""{ "field": "lastSeen", "op": "notWithin", "value": "{{length}}", "calendar": "{{zone}}" }""";
        Assert.Equal(new Verdict(false, Some.Time(leaves)), Some.Judge(seen, null, events, Some.Time(at)));
    }

    [Theory]
    [InlineData("within", "\"1d\"", "2026-03-28", true, "2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("within", "\"1d\"", "2026-03-28T12:00:00Z", true, "2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("on", "\"today\"", "2026-03-28T23:30:00Z", true, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("on", "\"tomorrow\"", "2026-03-29", true, "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z")]
    [InlineData("on", "\"thisMonth\"", "2026-03-31T21:59:59.999Z", true, "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData("on", "\"lastMonth\"", "2026-02-28T23:00:00Z", true, "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z")]
    public void Named_days_are_those_of_the_zone(string op, string operand, string value, bool holds, string from, string to)
    {
        var rule = $$"""{ "field": "trait.at", "op": "{{op}}", "value": {{operand}}, "calendar": "Europe/Brussels" }""";
        var person = Some.Person(("trait.at", $"\"{value}\""));
        Assert.Equal(new Verdict(!holds, Some.Time(from)), Some.Judge(rule, person, null, new Instant(Some.Time(from).Ms - 1)));
        Assert.Equal(new Verdict(holds, Some.Time(to)), Some.Judge(rule, person, null, Some.Time(from)));
        Assert.Equal(!holds, Some.Judge(rule, person, null, Some.Time(to)).Holds);
    }

    [Theory]
    [InlineData("monday", "2026-11-23T00:00:00Z")]
    [InlineData("sunday", "2026-11-22T00:00:00Z")]
    [InlineData("saturday", "2026-11-28T00:00:00Z")]
    [InlineData("friday", "2026-11-27T00:00:00Z")]
    public void A_week_begins_on_the_day_that_is_given(string start, string next)
    {
        // The 21st is a Saturday.
        var rule = $$"""{ "field": "trait.at", "op": "thisWeek", "weekStart": "{{start}}" }""";
        Assert.Equal(new Verdict(true, Some.Time(next)), Some.Judge(rule, Some.Person(("trait.at", "\"2026-11-21\""))));
    }

    [Theory]
    [InlineData("on", "\"2026-03-29\"", "2026-03-28T22:59:59.999Z", false)]
    [InlineData("on", "\"2026-03-29\"", "2026-03-28T23:00:00Z", true)]
    [InlineData("on", "\"2026-03-29\"", "2026-03-29T22:00:00Z", false)]
    [InlineData("before", "\"2026-03-29\"", "2026-03-28T22:59:59.999Z", true)]
    [InlineData("before", "\"2026-03-29\"", "2026-03-28T23:00:00Z", false)]
    [InlineData("before", "\"2026-03-29\"", "2026-03-28", true)]
    [InlineData("after", "\"2026-03-29\"", "2026-03-29T21:59:59.999Z", false)]
    [InlineData("after", "\"2026-03-29\"", "2026-03-29T22:00:00Z", true)]
    [InlineData("after", "\"2026-03-29\"", "2026-03-30", true)]
    [InlineData("between", "[\"2026-03-28\", \"2026-03-29\"]", "2026-03-28T22:59:59.999Z", true)]
    [InlineData("between", "[\"2026-03-28\", \"2026-03-29\"]", "2026-03-28T23:00:00Z", false)]
    [InlineData("between", "[\"2026-03-28\", null]", "2026-03-27T22:59:59.999Z", false)]
    public void A_date_in_a_rule_is_a_day_of_the_zone(string op, string operand, string value, bool holds) => Assert.Equal(holds, Some.Judge(
        $$"""{ "field": "trait.at", "op": "{{op}}", "value": {{operand}}, "calendar": "Europe/Brussels" }""", Some.Person(("trait.at", $"\"{value}\""))).Holds);

    [Fact]
    public void Nothing_happens_on_a_day_that_was_left_out()
    {
        const string rule = """{ "field": "trait.at", "op": "on", "value": "2011-12-30", "calendar": "Pacific/Apia" }""";
        Assert.False(Some.Judge(rule, Some.Person(("trait.at", "\"2011-12-30T09:59:59.999Z\""))).Holds);
        Assert.False(Some.Judge(rule, Some.Person(("trait.at", "\"2011-12-30T10:00:00Z\""))).Holds);
        Assert.True(Some.Judge(rule, Some.Person(("trait.at", "\"2011-12-30\""))).Holds);
    }

    [Theory]
    [InlineData("9998-12-31", "\"op\": \"within\", \"value\": \"36525d\"")]
    [InlineData("0002-01-01", "\"op\": \"notWithin\", \"value\": \"36525d\"")]
    [InlineData("9998-12-31", "\"op\": \"lastMonth\"")]
    [InlineData("0002-01-01", "\"op\": \"tomorrow\"")]
    public void The_ends_of_time_are_judged(string value, string test)
    {
        foreach (var zone in (string[])["UTC", "Pacific/Apia", "America/Havana"])
        {
            var rule = $$"""{ "field": "trait.at", {{test}}, "calendar": "{{zone}}" }""";
            Assert.Equal(test.Contains("not"), Some.Judge(rule, Some.Person(("trait.at", $"\"{value}\""))).Holds);
        }
    }

    [Fact]
    public void An_event_of_later_today_counts_from_its_own_instant()
    {
        var events = Some.Events(("buy", "2026-11-21T18:00:00Z"));
        const string rule = """{ "field": "event.buy", "op": "performed", "within": "1d", "calendar": "UTC" }""";
        Assert.Equal(new Verdict(false, Some.Time("2026-11-21T18:00:00Z")), Some.Judge(rule, null, events, Some.Now));
    }
}
