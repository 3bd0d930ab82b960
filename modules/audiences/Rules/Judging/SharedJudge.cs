namespace Audiences.Rules;

/// <summary>A condition, one for all rules in which it stands.</summary>
internal sealed class SharedJudge(Judge condition) : Judge
{
    public override int Cost => condition.Cost;

    public override bool IsStill => condition.IsStill;

    public override bool Grows => condition.Grows;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        answers is null ? condition.Of(subject, now, null) : answers.Of(condition, subject, now);
}
