using System.Collections.Immutable;
using Audiences.Rules;
using Contracts;

namespace Audiences.Reading;

/// <summary>The instants at which growth is counted: from the first to the last, a step apart; the last step may be shorter.</summary>
internal static class GrowthPoints
{
    private const int Most = 1_000, StepsByDefault = 30;

    public static ImmutableArray<Instant> Read(ShowGrowth asked, Instant now)
    {
        var step = ReadStep(asked.Step ?? "1d");
        var days = LocalDays.Of(ReadCalendar(asked.Calendar, step));
        var to = ReadInstant("to", asked.To, days) ?? now;
        if (to > now)
            throw Refusal.Invalid("to", $"{to} is still to come; a forecast says what time will bring.");
        var from = ReadInstant("from", asked.From, days) ?? new Instant(Math.Max(to.Ms - (StepsByDefault * step.Ms), 0));
        if (from > to)
            throw Refusal.Invalid("from", $"{from} is after {to}, where it would end: give an earlier one.");
        // One more than needed where a local day is longer than a day.
        if ((to.Ms - from.Ms) / step.Ms + 2 > Most)
            throw Refusal.Invalid("step", $"From {from} to {to} these are more than {Most} points: take a longer step, or less at a time.");
        return asked.Calendar is null ? Steps(from, to, step.Ms) : LocalSteps(from, to, step.Days, days);
    }

    private static ImmutableArray<Instant> Steps(Instant from, Instant to, long step)
    {
        var points = ImmutableArray.CreateBuilder<Instant>();
        for (var at = from.Ms; at < to.Ms; at += step)
            points.Add(new Instant(at));
        points.Add(to);
        return points.ToImmutable();
    }

    /// <summary>The first step ends where a local day begins.</summary>
    private static ImmutableArray<Instant> LocalSteps(Instant from, Instant to, int step, LocalDays days)
    {
        var points = ImmutableArray.CreateBuilder<Instant>();
        points.Add(from);
        for (var day = days.DayOf(from.Ms) + step; days.Start(day) < to.Ms; day += step)
            points.Add(new Instant(days.Start(day)));
        if (to > from)
            points.Add(to);
        return points.ToImmutable();
    }

    private static Duration ReadStep(string text) =>
        Duration.Read(text, out var problem) ?? throw Refusal.Invalid("step", $"\"{text}\" is no step: {problem}.");

    private static Calendar? ReadCalendar(string? zone, Duration step) => zone switch
    {
        null => null,
        _ when !Zones.Has(zone) => throw Refusal.Invalid(
            "calendar", $"\"{zone}\" is no time zone.{(Zones.Nearest(zone) is { } near ? $" Did you mean `{near}`?" : " Write it as IANA does, such as Europe/Brussels.")}"),
        _ when !step.IsDays => throw Refusal.Invalid("calendar", $"counts days: write {step.Text} in days or weeks, or leave it out."),
        _ => new Calendar(zone),
    };

    private static Instant? ReadInstant(string name, string? text, LocalDays days) =>
        text is null ? null
        : Moment.TryRead(text, out var moment) && moment.From >= EarliestMs ? new Instant(days.Of(moment).From)
        : throw Refusal.Invalid(name, $"\"{text}\" is neither an instant such as 2026-03-01T12:00:00Z nor a day such as 2026-03-01, from 1900 on.");

    private static readonly long EarliestMs = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
