namespace Audiences.Rules;

/// <summary>A value has been there for some time: from when it came on, repeating it changes nothing.</summary>
internal sealed class HasBeenJudge(Source source, Probe probe, long length) : Judge
{
    public override int Cost => 2;

    public override bool IsStill => true;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        source.Since(subject.Facts, probe) is { } since
            ? since.Ms + length <= now ? new Outcome(true, Outcome.Never) : new Outcome(false, since.Ms + length)
            : new Outcome(false, Outcome.Never);
}
