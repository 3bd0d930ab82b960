using Audiences.Rules;
using Contracts;
using Tests.Rules;

namespace Tests.Membership;

/// <summary>What is forecast is what happens when time is all that goes on.</summary>
public sealed class ForecastTests
{
    private static readonly string[] Definitions =
    [
        """{"match":"all","conditions":[{"field":"event.buy","op":"performed","atLeast":2,"within":"3d"}]}""",
        """{"match":"any","conditions":[{"field":"event.buy","op":"notPerformed","within":"36h"},{"field":"tag","op":"equals","value":"vip"}]}""",
        """{"match":"all","conditions":[{"field":"event.buy","op":"performed","between":["2d","1d"]}],"exclude":[{"field":"lastSeen","op":"olderThan","value":"5d"}]}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_day_brings_what_was_forecast(int seed)
    {
        await using var world = await World.Open();
        var random = new Random(seed);
        world.Clock.Advance(TimeSpan.FromMinutes(random.Next(1440)));
        for (var number = 0; number < 60; number++)
            await Buy(world, random, number);
        var audiences = new List<(AudienceView Audience, ForecastView Forecast)>();
        foreach (var definition in Definitions)
        {
            var audience = await world.Audience($"a{audiences.Count}", definition);
            audiences.Add((audience, await world.Door.Send(new ForecastAudience(World.Admin, audience.Id, 8))));
        }
        var start = world.Clock.Now;
        for (var day = 0; day < 8; day++)
        {
            var end = world.Clock.GetUtcNow().Date.AddDays(1);
            world.Clock.Advance(end.AddMilliseconds(-1) - world.Clock.GetUtcNow().DateTime);
            foreach (var (audience, forecast) in audiences)
                Assert.Equal(await Happened(world, audience, start, forecast.Days[day].Day), forecast.Days[day]);
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.True(audiences.Sum(asked => asked.Forecast.Days.Sum(day => day.Entering + day.Leaving)) > 30, "Too little happened to show much.");
    }

    [Fact]
    public void A_contact_that_changes_every_minute_is_beyond_counting()
    {
        var rule = Rule.Compile(Some.Only("""{ "field": "event.tick", "op": "performed", "within": "10s" }"""));
        var ticks = Enumerable.Range(0, 800).Select(tick => Tick(Some.Now + TimeSpan.FromMinutes(tick), (ulong)tick));
        var subject = Subject.Empty with { Events = EventHistory.From(ticks) };
        Assert.False(new Forecast(rule, Some.Now, 2).TryAdd(subject with { Events = EventHistory.From(ticks.Concat(ticks.Select(Later))) }));
        var few = new Forecast(rule, Some.Now, 2);
        Assert.True(few.TryAdd(subject));
        // Twelve hours of ticks before midnight, 80 after it; the first has happened.
        Assert.Equal((1, [719, 80], [720, 80]), (few.Members, few.Entering.ToArray(), few.Leaving.ToArray()), Same);

        static EventFact Tick(Instant at, ulong id) => new("tick", StepKind.Track, at, id, default);
        static EventFact Later(EventFact tick) => tick with { At = tick.At + TimeSpan.FromSeconds(30), Id = tick.Id + 1_000 };
    }

    private static bool Same((int, int[], int[]) a, (int, int[], int[]) b) =>
        a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2) && a.Item3.SequenceEqual(b.Item3);

    /// <summary>What the log holds of that day since the forecast, and who is in at its end.</summary>
    private static async Task<ForecastDay> Happened(World world, AudienceView audience, Instant start, string day)
    {
        var members = await world.Members(audience.Id);
        var changes = (await world.Changes(audience.Id)).Where(change => change.At > start && change.At.ToString()[..10] == day).ToArray();
        return new ForecastDay(day, changes.Count(change => change.Change == "entered"), changes.Count(change => change.Change == "left"), members.Count);
    }

    private static async Task Buy(World world, Random random, int number)
    {
        // From four days ago to a day ahead, which is as far as is taken.
        var at = world.Clock.GetUtcNow().AddMinutes(random.Next(-4 * 1440, 1440));
        await world.Ingest(
            $$"""{"type":"track","userId":"p{{random.Next(20)}}","event":"buy","messageId":"m{{number}}","timestamp":"{{at:O}}"}""");
        if (number % 20 == 0)
            await world.Upsert($$"""{"externalId":"p{{random.Next(20)}}","tags":["vip"]}""");
    }
}
