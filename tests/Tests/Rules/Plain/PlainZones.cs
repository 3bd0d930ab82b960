using System.Collections.Concurrent;

namespace Tests.Rules.Plain;

/// <summary>Days on the wall, from the machine's own time zones and not from the data that the module carries.</summary>
internal static class PlainZones
{
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Zones = [];
    private static readonly ConcurrentDictionary<(string, DateOnly), long> Known = [];

    public static DateOnly DateAt(string zone, long at)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime;
        return DateOnly.FromDateTime(zone == "UTC" ? utc : utc + Zones.GetOrAdd(zone, TimeZoneInfo.FindSystemTimeZoneById).GetUtcOffset(utc));
    }

    /// <summary>The first instant that shows that date or a later one, found by halving.</summary>
    public static long Start(string zone, DateOnly date) => Known.GetOrAdd((zone, date), _ =>
    {
        var midnight = new DateTimeOffset(date.ToDateTime(default), TimeSpan.Zero).ToUnixTimeMilliseconds();
        var (before, from) = (midnight - (36 * 3_600_000L), midnight + (36 * 3_600_000L));
        while (from - before > 1)
        {
            var middle = before + ((from - before) / 2);
            (before, from) = DateAt(zone, middle) >= date ? (before, middle) : (middle, from);
        }
        return from;
    });
}
