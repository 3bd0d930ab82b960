namespace Audiences.Rules;

/// <summary>Judges what a team sees of a contact; what it does not see is not in its audiences.</summary>
internal sealed class TeamJudge(string team, Judge conditions) : Judge
{
    public override int Cost => conditions.Cost;

    public override bool IsStill => conditions.IsStill;

    public override bool Grows => conditions.Grows;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        subject.Facts.SeenBy(team) is not { } seen ? new Outcome(false, Outcome.Never)
        // What others have asked of the contact itself may be answered otherwise for a team.
        : conditions.Of(subject with { Facts = seen }, now, ReferenceEquals(seen, subject.Facts) ? answers : null);
}
