using System.Globalization;

namespace Tests.Support;

/// <summary>A machine whose wall clock and monotonic clock a test moves, together or the one alone.</summary>
internal sealed class TwoClocks(string now) : TimeProvider
{
    private readonly Lock moving = new();
    private DateTimeOffset wall = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
    private TimeSpan steady;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>While the wall clock is read, so much time goes by.</summary>
    public TimeSpan HeldUp { get; set; }

    public void Pass(TimeSpan time)
    {
        lock (moving) (wall, steady) = (wall + time, steady + time);
    }

    public void SetWall(TimeSpan by)
    {
        lock (moving) wall += by;
    }

    public override DateTimeOffset GetUtcNow()
    {
        Pass(HeldUp);
        lock (moving) return wall;
    }

    public override long GetTimestamp()
    {
        lock (moving) return steady.Ticks;
    }
}
