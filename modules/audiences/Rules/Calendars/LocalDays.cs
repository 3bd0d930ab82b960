using System.Collections.Concurrent;
using NodaTime;

namespace Audiences.Rules;

/// <summary>
/// The days of a time zone, numbered from 1970-01-01. Each begins once, at the first instant that its date or a later one is on the
/// wall: where midnight is skipped that is later, and a day that a zone has left out altogether is empty. They follow each other
/// without gap or overlap, so that nobody leaves a window and comes back when the clock does.
/// </summary>
internal sealed class LocalDays
{
    private const long Day = Moment.DayMs;

    // No offset is larger, and no two days are further from each other than they would be in UTC.
    private const long Reach = 36L * 3600 * 1000;

    // 1970-01-01.
    private const int FirstDay = 719_162;

    // A window of a century that begins in the year 9998 ends where no zone reaches.
    private static readonly int LastDay = Number(new DateOnly(9999, 12, 1));

    private static readonly ConcurrentDictionary<Calendar, LocalDays> Known = [];

    private readonly DateTimeZone? _zone;
    private readonly int _weekStart;

    private LocalDays(Calendar calendar)
    {
        _zone = calendar.Zone == Calendar.Utc ? null : Zones.Of(calendar.Zone);
        _weekStart = (int)(calendar.WeekStart ?? DayOfWeek.Monday);
    }

    public static LocalDays Of(Calendar? calendar) => Known.GetOrAdd(calendar ?? new Calendar(Calendar.Utc), key => new LocalDays(key));

    public int DayOf(long at)
    {
        if (_zone is null)
        {
            return Floor(at);
        }
        var shown = _zone.GetZoneInterval(Instant.FromUnixTimeMilliseconds(at));
        var day = Floor(at + shown.WallOffset.Milliseconds);
        // Only just after the clock went back can a day be shown that has ended already.
        var isFresh = shown.HasStart && at - shown.Start.ToUnixTimeMilliseconds() < Day;
        return isFresh && Start(day + 1) <= at ? day + 1 : day;
    }

    /// <summary>A date is that day in any zone.</summary>
    public int DayOf(Moment moment) => moment.IsDay ? Floor(moment.From) : DayOf(moment.From);

    public long Start(int day)
    {
        var midnight = day * Day;
        if (_zone is null || day > LastDay)
        {
            return midnight;
        }
        var shown = _zone.GetZoneInterval(Instant.FromUnixTimeMilliseconds(midnight - Reach));
        while (true)
        {
            var at = midnight - shown.WallOffset.Milliseconds;
            if (!shown.HasEnd || at < shown.End.ToUnixTimeMilliseconds())
            {
                return shown.HasStart ? Math.Max(at, shown.Start.ToUnixTimeMilliseconds()) : at;
            }
            shown = _zone.GetZoneInterval(shown.End);
        }
    }

    /// <summary>So many days from that one on.</summary>
    public Interval From(int day, int count) => new(Start(day), Start(day + count));

    /// <summary>An instant, twice, or the day from its start to the next one's.</summary>
    public Interval Of(Moment moment) => moment.IsDay ? From(Floor(moment.From), 1) : new Interval(moment.From, moment.From);

    /// <summary>The instants for which that day is today, yesterday, in last week …</summary>
    public Interval While(int day, string word)
    {
        var week = day - ((((DayOfWeekOf(day) - _weekStart) % 7) + 7) % 7);
        return word switch
        {
            "today" => From(day, 1),
            "yesterday" => From(day + 1, 1),
            "tomorrow" => From(day - 1, 1),
            "thisWeek" => From(week, 7),
            "lastWeek" => From(week + 7, 7),
            "thisMonth" => new Interval(Start(Month(day, 0)), Start(Month(day, 1))),
            "lastMonth" => new Interval(Start(Month(day, 1)), Start(Month(day, 2))),
            _ => throw new InvalidOperationException($"{word} names no days."),
        };
    }

    public static DateOnly Date(int day) => DateOnly.FromDayNumber(day + FirstDay);

    public static int Number(DateOnly date) => date.DayNumber - FirstDay;

    private static int DayOfWeekOf(int day) => (int)Date(day).DayOfWeek;

    private static int Month(int day, int ahead)
    {
        var date = Date(day);
        return Number(new DateOnly(date.Year, date.Month, 1).AddMonths(ahead));
    }

    private static int Floor(long at) => (int)((at / Day) - (at % Day < 0 ? 1 : 0));
}
