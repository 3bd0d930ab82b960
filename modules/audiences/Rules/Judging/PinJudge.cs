using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Who is pinned in or out of the audience by hand, whatever its conditions say; all others by them.</summary>
internal sealed class PinJudge(string audience, Judge conditions) : Judge
{
    public override int Cost => conditions.Cost;

    public override int NarrowCost => conditions.NarrowCost;

    public override bool IsHeldBy(ContactColumns columns) => conditions.IsHeldBy(columns);

    public override void Narrow(ContactColumns columns, SlotSet among, long now) => columns.NarrowApart(
        among, columns.Pinned, pinned => base.Narrow(columns, pinned, now), others => conditions.Narrow(columns, others, now));

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now) => conditions.NarrowToTimed(columns, among, now);

    public override bool IsStill => conditions.IsStill;

    public override bool Grows => conditions.Grows;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        subject.Facts.PinIn(audience) is { } pin ? new Outcome(pin.In, Outcome.Never) : conditions.Of(subject, now, answers);
}
