namespace Audiences.Rules;

/// <summary>
/// Which events count, and while: an event at t counts from <c>t + Enter</c> on, if t is in <c>Dated</c>, for a length of time or for so
/// many days after its own.
/// </summary>
internal sealed class EventWindow
{
    private readonly long? _length;
    private readonly LocalDays? _days;

    private EventWindow(long enter, long? length, LocalDays? days, Interval dated) =>
        (Enter, _length, _days, Dated) = (enter, length, days, dated);

    public long Enter { get; }

    public Interval Dated { get; }

    /// <summary>What counts does not do so for ever.</summary>
    public bool Leaves => _length is not null;

    public static EventWindow Of(Window? window) => window switch
    {
        { Range: Within within, Calendar: { } calendar } => new(0, within.Length.Days, LocalDays.Of(calendar), Interval.Always),
        { Range: Within within } => new(0, within.Length.Ms, null, Interval.Always),
        { Range: Ago ago } => new(ago.To?.Ms ?? 0, ago.From?.Ms, null, Interval.Always),
        { Range: Moments moments } => new(0, null, null, Between(moments, LocalDays.Of(window.Calendar))),
        _ => new(0, null, null, Interval.Always),
    };

    public Interval Counts(long at) => new(at + Enter, LeaveAt(at));

    /// <summary>Later for what is later.</summary>
    public long LeaveAt(long at) =>
        _length is not { } length ? Outcome.Never
        : _days is null ? at + length
        : _days.Start(_days.DayOf(at) + (int)length + 1);

    /// <summary>Whatever is earlier has left by now, or never counts.</summary>
    public long Earliest(long now) => Math.Max(Dated.From, _length is not { } length ? long.MinValue
        : _days is null ? now - length + 1
        : _days.Start(_days.DayOf(now) - (int)length));

    /// <summary>When the events are dated that count then.</summary>
    public Interval CountedAt(long now) => new(Earliest(now), Math.Min(Dated.To, now - Enter + 1));

    private static Interval Between(Moments moments, LocalDays days) => new(
        moments.From is { } from ? days.Of(from).From : long.MinValue, moments.To is { } to ? days.Of(to).From : long.MaxValue);
}
