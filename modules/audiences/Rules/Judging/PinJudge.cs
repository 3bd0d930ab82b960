namespace Audiences.Rules;

/// <summary>Who is pinned in or out of the audience by hand, whatever its conditions say; all others by them.</summary>
internal sealed class PinJudge(string audience, Judge conditions) : Judge
{
    public override int Cost => conditions.Cost;

    public override bool IsStill => conditions.IsStill;

    public override bool Grows => conditions.Grows;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        subject.Facts.PinIn(audience) is { } pin ? new Outcome(pin.In, Outcome.Never) : conditions.Of(subject, now, answers);
}
