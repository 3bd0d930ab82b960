using Contracts;

namespace Tests.Membership;

/// <summary>From where to where growth goes, and by which steps. That its numbers are right is among what <see cref="AsOfTests"/> shows.</summary>
public sealed class GrowthTests
{
    private const string Vips = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";

    [Fact]
    public async Task Each_step_has_who_entered_and_left_in_it()
    {
        await using var world = await World.Open();
        var begin = world.Clock.Now;
        var audience = await world.Audience("vips", Vips);
        for (var day = 0; day < 5; day++)
        {
            for (var number = 0; number <= day; number++)
                await world.Upsert($$"""{"externalId":"p{{day}}-{{number}}","tags":["vip"]}""");
            if (day > 2)
                await world.Door.Send(new TagContact(World.Admin, $"externalId:p{day}-0", "vip", false));
            world.Clock.Advance(TimeSpan.FromDays(1));
        }
        var days = await Growth(world, audience, from: $"{begin - TimeSpan.FromMilliseconds(1)}", step: "1d");
        Assert.Equal(["0 +0 -0", "1 +1 -0", "3 +2 -0", "6 +3 -0", "9 +4 -1", "13 +5 -1", "13 +0 -0"], days);
        Assert.Equal(["0 +0 -0", "6 +6 -0", "13 +9 -2"], await Growth(world, audience, from: $"{begin - TimeSpan.FromMilliseconds(1)}", to: $"{begin + TimeSpan.FromDays(4.5)}", step: "P3D"));
        Assert.Equal(31, (await Growth(world, audience)).Length);
        Assert.Equal(["13 +0 -0"], await Growth(world, audience, from: $"{world.Clock.Now}"));
    }

    [Fact]
    public async Task What_is_not_announced_has_not_grown()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann","tags":["vip"]}""");
        var draft = await world.Audience("vips", Vips, active: false);
        Assert.All(await Growth(world, draft), point => Assert.Equal("0 +0 -0", point));
    }

    [Theory]
    // An hour is lost on 29 March 2026 in Brussels, and days begin at 22:00 UTC from then on.
    [InlineData("2026-03-28", "2026-03-31", "1d", "Europe/Brussels", "03-27T23 03-28T23 03-29T22 03-30T22")]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-31", "1d", "Europe/Brussels", "03-28T12 03-28T23 03-29T22 03-30T22")]
    [InlineData("2026-03-28", "2026-04-05", "1w", "Europe/Brussels", "03-27T23 04-03T22 04-04T22")]
    [InlineData("2026-03-28", "2026-03-30", "1d", null, "03-28T00 03-29T00 03-30T00")]
    [InlineData("2026-03-28", "2026-03-29", "10h", null, "03-28T00 03-28T10 03-28T20 03-29T00")]
    public async Task Steps_are_of_the_days_that_are_meant(string from, string to, string step, string? calendar, string points)
    {
        await using var world = await World.Open();
        world.Clock.Advance(TimeSpan.FromDays(400));
        var audience = await world.Audience("vips", Vips);
        var growth = await world.Door.Send(new ShowGrowth(World.Admin, audience.Id, from, to, step, calendar));
        Assert.Equal(points, string.Join(' ', growth.Points.Select(point => point.At.ToString()[5..13])));
    }

    [Theory]
    [InlineData("soon", null, null, null, "from")]
    [InlineData(null, "2999-01-01", null, null, "to")]
    [InlineData("2026-01-02", "2026-01-01", null, null, "from")]
    [InlineData("1500-01-01", null, null, null, "from")]
    [InlineData(null, null, "0d", null, "step")]
    [InlineData(null, null, "month", null, "step")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:59:59Z", "1s", null, "step")]
    [InlineData("1900-01-01", null, "1s", null, "step")]
    [InlineData(null, null, null, "Europe/Brusels", "calendar")]
    [InlineData(null, null, "6h", "Europe/Brussels", "calendar")]
    public async Task What_cannot_be_counted_is_refused_with_the_parameter_that_is_wrong(string? from, string? to, string? step, string? calendar, string wrong)
    {
        await using var world = await World.Open();
        world.Clock.Advance(TimeSpan.FromDays(400));
        var audience = await world.Audience("vips", Vips);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new ShowGrowth(World.Admin, audience.Id, from, to, step, calendar)));
        Assert.Equal((422, wrong), (refusal.Status, refusal.Errors!.Keys.Single()));
    }

    private static async Task<string[]> Growth(World world, AudienceView audience, string? from = null, string? to = null, string? step = null) =>
        [.. (await world.Door.Send(new ShowGrowth(World.Admin, audience.Id, from, to, step, null))).Points.Select(point => $"{point.Count} +{point.Entered} -{point.Left}")];
}
