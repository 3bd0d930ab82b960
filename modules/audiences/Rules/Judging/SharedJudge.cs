using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A condition, one for all rules in which it stands.</summary>
internal sealed class SharedJudge(Judge condition) : Judge
{
    public override int Cost => condition.Cost;

    public override int NarrowCost => condition.NarrowCost;

    public override void Narrow(ContactColumns columns, SlotSet among, long now) => condition.Narrow(columns, among, now);

    public override bool IsStill => condition.IsStill;

    public override bool Grows => condition.Grows;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        answers is null ? condition.Of(subject, now, null) : answers.Of(condition, subject, now);
}
