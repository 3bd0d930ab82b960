using Audiences.Columns;

namespace Audiences.Rules;

internal sealed class FieldJudge(Source source, ValueTest test) : Judge
{
    public override int Cost => test.IsTimed ? 2 : 1;

    public override int NarrowCost => Cost;

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        if (!source.TryNarrow(columns, among, test, now))
        {
            base.Narrow(columns, among, now);
        }
    }

    public override bool IsStill => true;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        test.IsTimed
            ? test.During(new FactValues(source, subject.Facts), now).At(now)
            : new Outcome(test.Holds(new FactValues(source, subject.Facts)), Outcome.Never);
}

/// <summary>Whether somebody is archived, which the rule for those only ever in copy changes at an instant of its own.</summary>
internal sealed class ArchivedJudge(ValueTest test) : Judge
{
    private static readonly Source Stored = Source.For("archived", nobody: false);

    public override int Cost => 1;

    public override int NarrowCost => Cost;

    public override void Narrow(ContactColumns columns, SlotSet among, long now) => columns.NarrowApart(
        among, columns.ArchivedByTime, byTime => base.Narrow(columns, byTime, now), others => Stored.TryNarrow(columns, others, test, now));

    public override bool IsStill => true;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        subject.Facts.ArchivesAt is not { } at
            ? new Outcome(test.Holds(new FactValues(Stored, subject.Facts)), Outcome.Never)
            : test.During([(new Interval(long.MinValue, at.Ms), Value.Of(false)), (new Interval(at.Ms, long.MaxValue), Value.Of(true))], now).At(now);
}

/// <summary>
/// First or last seen. Both move by themselves when an active event dated ahead is reached: from now on each value stands
/// from its event to the next.
/// </summary>
/// <param name="grows">A later time never fails it.</param>
internal sealed class SeenJudge(bool first, ValueTest test, bool grows) : Judge
{
    public override int Cost => 2;

    public override int NarrowCost => Cost;

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        if (test.PassingNow(now) is not { } passing)
        {
            base.Narrow(columns, among, now);
            return;
        }
        var seen = first ? columns.FirstSeen : columns.LastSeen;
        using var ahead = columns.Scratch.CopyOf(among);
        seen.Narrow(ahead.Slots, new Interval(now + 1, long.MaxValue));
        columns.NarrowApart(
            among, ahead.Slots, coming => base.Narrow(columns, coming, now), others => seen.Narrow(others, passing, test.IsNegative));
    }

    public override bool Grows => grows;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        test.During(first ? First(subject.Events) : Last(subject.Events, now), now).At(now);

    private static IEnumerable<(Interval, Value)> First(EventHistory events) =>
        events.Active is [var at, ..] ? [(new Interval(at, long.MaxValue), Value.Of(new Moment(at, at)))] : [];

    private static List<(Interval, Value)> Last(EventHistory events, long now)
    {
        var active = events.Active;
        var values = new List<(Interval, Value)>();
        for (var i = Math.Max(0, events.Reached(new(now)) - 1); i < active.Length; i++)
        {
            values.Add((new Interval(active[i], i + 1 < active.Length ? active[i + 1] : long.MaxValue), Value.Of(new Moment(active[i], active[i]))));
        }
        return values;
    }
}
