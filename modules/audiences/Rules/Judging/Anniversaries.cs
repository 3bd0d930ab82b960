namespace Audiences.Rules;

/// <summary>
/// A day that comes back every year passes for some days: its year does not matter and may be unknown. 29 February counts on 28
/// in common years.
/// </summary>
/// <param name="length">Days after the anniversary; with <paramref name="next"/>, days before it.</param>
internal sealed class Anniversaries(LocalDays days, int length, bool next) : Timing
{
    public override void Note(in Value value, long now, IntervalList passes)
    {
        if (DayOfYear(value) is not var (month, day))
        {
            return;
        }
        var year = LocalDays.Date(days.DayOf(now)).Year;
        // Windows are shorter than a year: those of these years tell all up to the horizon.
        for (var of = year - 1; of <= Math.Min(year + 2, DateOnly.MaxValue.Year); of++)
        {
            var anniversary = LocalDays.Number(new DateOnly(of, month, Math.Min(day, DateTime.DaysInMonth(of, month))));
            passes.Add(days.From(next ? anniversary - length : anniversary, length + 1));
        }
        passes.Horizon = Math.Min(passes.Horizon, days.Start(LocalDays.Number(new DateOnly(year + 1, 12, 31)) + 1));
    }

    public static bool Reads(Value value) => TryDay(value, out _);

    private (int Month, int Day)? DayOfYear(in Value value) =>
        TryDay(value, out var moment) && LocalDays.Date(days.DayOf(moment)) is var date ? (date.Month, date.Day) : null;

    /// <summary>A moment, or as in <c>--02-29</c> a day without a year: that of a leap year then.</summary>
    private static bool TryDay(in Value value, out Moment moment) =>
        value.TryMoment(out moment)
        || (value.TryText(out var text) && text.StartsWith("--", StringComparison.Ordinal) && Moment.TryRead($"2000-{text[2..]}", out moment) && moment.IsDay);
}
