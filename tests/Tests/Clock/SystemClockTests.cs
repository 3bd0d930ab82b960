using Host.Clock;
using Host.Start;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Support;

namespace Tests.Clock;

public sealed class SystemClockTests
{
    private readonly TwoClocks machine = new("2026-03-01T12:00:00Z");
    private readonly Readiness readiness = new();
    private readonly SystemClock clock;

    public SystemClockTests()
    {
        readiness.Open();
        clock = new SystemClock(machine, readiness, NullLogger<SystemClock>.Instance);
        Shows("2026-03-01T12:00:00.000Z");
    }

    [Theory]
    [InlineData(60), InlineData(-60)]
    public void Up_to_a_minute_the_wall_clock_is_followed(int seconds)
    {
        machine.Pass(TimeSpan.FromMinutes(5));
        machine.SetWall(TimeSpan.FromSeconds(seconds));
        Shows(seconds > 0 ? "2026-03-01T12:06:00.000Z" : "2026-03-01T12:04:00.000Z");
        Assert.False(clock.Stands);
    }

    [Theory]
    [InlineData(60_001), InlineData(-60_001)]
    public void Beyond_time_stands_where_the_clocks_last_agreed_until_the_wall_clock_is_confirmed(int milliseconds)
    {
        machine.Pass(TimeSpan.FromMinutes(5));
        Shows("2026-03-01T12:05:00.000Z");
        machine.SetWall(TimeSpan.FromMilliseconds(milliseconds));
        Shows("2026-03-01T12:05:00.000Z");
        machine.Pass(TimeSpan.FromMinutes(5));
        Shows("2026-03-01T12:05:00.000Z");
        Assert.True(clock.Stands);
        Assert.Contains("says 2026-03-01T12:0", Assert.Single(readiness.Reasons), StringComparison.Ordinal);
        Assert.Contains("2026-03-01T12:05:00.000Z was expected. Time stands at 2026-03-01T12:05:00.000Z", readiness.Reasons[0], StringComparison.Ordinal);

        Assert.Equal("2026-03-01T12:05:00.000Z", clock.Confirm().ToString());
        Shows(milliseconds > 0 ? "2026-03-01T12:11:00.001Z" : "2026-03-01T12:08:59.999Z");
        Assert.True(readiness.IsReady);
        machine.Pass(TimeSpan.FromMinutes(1));
        Assert.False(clock.Stands);
        Assert.Null(clock.Confirm());
    }

    [Fact]
    public void What_comes_back_by_itself_stays_in_doubt()
    {
        machine.SetWall(TimeSpan.FromHours(1));
        Shows("2026-03-01T12:00:00.000Z");
        machine.SetWall(TimeSpan.FromHours(-1));
        machine.Pass(TimeSpan.FromSeconds(1));
        Shows("2026-03-01T12:00:00.000Z");
        Assert.False(readiness.IsReady);
    }

    [Fact]
    public void Small_steps_over_days_are_no_jump_and_a_clock_that_runs_wild_is_one()
    {
        for (var hour = 0; hour < 100; hour++)
        {
            machine.Pass(TimeSpan.FromMinutes(61));
            machine.SetWall(TimeSpan.FromSeconds(50));
            _ = clock.Now;
        }
        Assert.False(clock.Stands);
        for (var second = 0; second < 100; second++)
        {
            machine.Pass(TimeSpan.FromSeconds(1));
            machine.SetWall(TimeSpan.FromSeconds(1));
            _ = clock.Now;
        }
        Assert.True(clock.Stands);
    }

    [Fact]
    public void A_process_that_is_held_up_between_two_looks_has_seen_no_jump()
    {
        machine.HeldUp = TimeSpan.FromMinutes(10);
        Shows("2026-03-01T12:10:00.000Z");
        Shows("2026-03-01T12:20:00.000Z");
        Assert.False(clock.Stands);
    }

    private void Shows(string now) => Assert.Equal(now, clock.Now.ToString());
}
