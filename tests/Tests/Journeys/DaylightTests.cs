using System.Globalization;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>
/// Two months in which the clocks of four zones change, lived through by a manual clock. Every instant here was worked out by hand from
/// the zones' rules: Havana goes from -5 to -4 on 8 March at midnight, so that this midnight does not exist; Brussels from +1 to +2 on
/// 29 March at two; Beirut from +2 to +3 on 29 March at midnight; Lord Howe back from +11 to +10:30 on 5 April at two.
/// </summary>
public sealed class DaylightTests
{
    // Who, when seen, when two local days or less ago becomes three, and when the month of it is over.
    private static readonly Visit[] Visits =
    [
        new("America/Havana", "2026-03-06T12:00:00Z", "2026-03-08T05:00:00Z", "2026-04-01T04:00:00Z"),
        new("America/Havana", "2026-03-08T04:59:59.999Z", "2026-03-09T04:00:00Z", "2026-04-01T04:00:00Z"),
        new("America/Havana", "2026-03-08T05:00:00Z", "2026-03-10T04:00:00Z", "2026-04-01T04:00:00Z"),
        new("Europe/Brussels", "2026-03-27T22:59:59.999Z", "2026-03-28T23:00:00Z", "2026-03-31T22:00:00Z"),
        new("Europe/Brussels", "2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-31T22:00:00Z"),
        new("Europe/Brussels", "2026-03-29T21:59:59.999Z", "2026-03-30T22:00:00Z", "2026-03-31T22:00:00Z"),
        new("Asia/Beirut", "2026-03-27T12:00:00Z", "2026-03-28T22:00:00Z", "2026-03-31T21:00:00Z"),
        new("Asia/Beirut", "2026-03-28T21:59:59.999Z", "2026-03-29T21:00:00Z", "2026-03-31T21:00:00Z"),
        new("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-30T21:00:00Z", "2026-03-31T21:00:00Z"),
        new("Australia/Lord_Howe", "2026-04-03T12:59:59.999Z", "2026-04-04T13:00:00Z", "2026-04-30T13:30:00Z"),
        new("Australia/Lord_Howe", "2026-04-03T13:00:00Z", "2026-04-05T13:30:00Z", "2026-04-30T13:30:00Z"),
        new("Australia/Lord_Howe", "2026-04-05T13:29:59.999Z", "2026-04-06T13:30:00Z", "2026-04-30T13:30:00Z"),
    ];

    [Fact]
    public async Task Days_and_months_end_at_the_midnights_of_their_zone_while_its_clocks_change()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(Time("2026-03-01T00:00:00Z"));
        var audiences = new Dictionary<(string Zone, bool Month), string>();
        foreach (var zone in Visits.Select(visit => visit.Zone).Distinct())
        {
            audiences[(zone, false)] = await Follow(client, $"days {zone}", $$"""{ "field": "event.{{zone}}", "op": "performed", "within": "1d", "calendar": "{{zone}}" }""", zone);
            audiences[(zone, true)] = await Follow(client, $"month {zone}", $$"""{ "field": "lastSeen", "op": "thisMonth", "calendar": "{{zone}}" }""", zone);
        }

        foreach (var instant in Happenings(client, audiences).GroupBy(item => item.At, item => item.Act).OrderBy(instant => instant.Key))
        {
            await client.SetClock(instant.Key.AddMilliseconds(-1));
            foreach (var act in instant) await act(false);
            await client.SetClock(instant.Key);
            foreach (var act in instant) await act(true);
        }
        foreach (var (of, audience) in audiences)
            Assert.Equal(
                Wanted(of.Zone, of.Month).Order(),
                (await Feed.Read(client, audience)).Items.Select(item => $"{item.At.Rfc3339()} {item.What} by {item.Cause}").Order());
    }

    private static IEnumerable<(DateTimeOffset At, Func<bool, Task> Act)> Happenings(AudiencesClient client, Dictionary<(string, bool), string> audiences)
    {
        foreach (var visit in Visits)
        {
            yield return (Time(visit.Seen), async isThen =>
            {
                if (!isThen) return;
                await client.Track(visit.Who, visit.Zone, Time(visit.Seen));
                await IsIn(client, audiences[(visit.Zone, false)], visit.Who, true);
                await IsIn(client, audiences[(visit.Zone, true)], visit.Who, true);
            });
            yield return (Time(visit.DaysOver), isThen => IsIn(client, audiences[(visit.Zone, false)], visit.Who, !isThen));
            yield return (Time(visit.MonthOver), isThen => IsIn(client, audiences[(visit.Zone, true)], visit.Who, !isThen));
        }
    }

    private static async Task IsIn(AudiencesClient client, string audience, string who, bool isIn)
    {
        var answer = (await client.Get($"/v1/audiences/{audience}/members/externalId:{Uri.EscapeDataString(who)}")).Is(200);
        Assert.True(answer.Json["member"]!.GetValue<bool>() == isIn, $"{who} at {(await client.Clock()).Rfc3339()} should be {(isIn ? "in" : "out")}: {answer}");
    }

    private static IEnumerable<string> Wanted(string zone, bool month) =>
        from visit in Visits
        where visit.Zone == zone
        from line in new[]
        {
            $"{Time(visit.Seen).Rfc3339()} entered by event", $"{Time(month ? visit.MonthOver : visit.DaysOver).Rfc3339()} left by time",
        }
        select line;

    private static Task<string> Follow(AudiencesClient client, string name, string condition, string zone) => client.CreateActive(
        name, $$"""{ "match": "all", "conditions": [ {{condition}}, { "field": "event.{{zone}}", "op": "performed" } ] }""");

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Visit(string Zone, string Seen, string DaysOver, string MonthOver)
    {
        public string Who => $"{Zone} {Seen}".Replace('/', ' ');
    }
}
