using System.Globalization;
using Contracts;
using Host.Start;

namespace Host.Clock;

/// <summary>
/// Business time is the machine's wall clock while that goes on as the monotonic clock does. When they part, one of them is wrong, and
/// nobody here can tell which: business time stands where they last agreed, until somebody confirms the wall clock.
/// </summary>
internal sealed partial class SystemClock(TimeProvider machine, Readiness readiness, ILogger<SystemClock> log) : BusinessClock
{
    /// <summary>They may be so far apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    // Then they are compared from there: what a time service puts right little by little is no jump.
    private static readonly TimeSpan ComparedFor = TimeSpan.FromHours(1);

    private readonly Lock looking = new();
    private (DateTimeOffset Wall, long Steady)? agreed;
    private DateTimeOffset shown;
    private string? doubt;

    public override bool IsManual => false;

    public override bool Stands => Doubt is not null;

    /// <summary>Why time stands, for the operator; null while it goes on.</summary>
    public string? Doubt
    {
        get
        {
            lock (looking) return doubt;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (looking)
        {
            if (doubt is null) Look();
            return shown;
        }
    }

    /// <summary>The wall clock is right: time goes on from there.</summary>
    /// <returns>Where time stood; null when it did not stand.</returns>
    public Instant? Confirm()
    {
        lock (looking)
        {
            if (doubt is null) return null;
            var stood = Instant.From(shown);
            (agreed, doubt) = (null, null);
            Look();
            readiness.Report("clock", null);
            return stood;
        }
    }

    private void Look()
    {
        // The wall clock is read between two looks at the other: a process that is held up in here is no jump.
        var before = machine.GetTimestamp();
        var wall = machine.GetUtcNow();
        var after = machine.GetTimestamp();
        agreed ??= (wall, before);
        var passed = wall - agreed.Value.Wall;
        var (least, most) = (machine.GetElapsedTime(agreed.Value.Steady, before), machine.GetElapsedTime(agreed.Value.Steady, after));
        if (passed < least - Tolerance || passed > most + Tolerance)
        {
            Stop(agreed.Value.Wall + least, wall);
            return;
        }
        shown = wall;
        if (least > ComparedFor) agreed = (wall, before);
    }

    private void Stop(DateTimeOffset expected, DateTimeOffset wall)
    {
        doubt = $"the machine's clock jumped: it says {Text(wall)} where {Text(expected)} was expected. Time stands at {Text(shown)} and no write is taken "
            + "until an admin confirms the machine's clock by POST /v1/clock/confirm, or restarts the server";
        readiness.Report("clock", doubt);
        LogJump(log, Text(wall), Text(expected), Text(shown));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "The machine's clock says {Wall} where {Expected} was expected; business time stands at {Shown}")]
    private static partial void LogJump(ILogger log, string wall, string expected, string shown);
}
