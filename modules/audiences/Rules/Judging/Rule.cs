using Contracts;

namespace Audiences.Rules;

/// <param name="NextChangeAt">
/// Until then nothing changes unless the facts do, null is never. At that instant the verdict may be another: judge again.
/// It is never too late; for groups it may be too early.
/// </param>
internal readonly record struct Verdict(bool Holds, Instant? NextChangeAt);

/// <param name="Enters">True when the contact enters then, false when it leaves.</param>
internal readonly record struct Flip(Instant At, bool Enters);

/// <summary>The heart: who belongs to an audience at an instant, and until when. Pure; time comes as an argument.</summary>
internal static class Rule
{
    /// <param name="definition">Self-contained: its references are inlined.</param>
    /// <param name="me">Whom <c>assignedTo me</c> means: the owner of the book judged; null where that is no person, whom nothing is assigned to.</param>
    /// <param name="shared">Where its conditions are looked up, and left for other rules; null for a rule that stands alone.</param>
    public static CompiledRule Compile(Definition definition, string? me = null, SharedConditions? shared = null) =>
        RuleCompiler.Compile(definition, me, shared);

    /// <param name="answers">What other rules' conditions have said already; null to ask all of them.</param>
    public static Verdict Evaluate(CompiledRule rule, in Subject subject, Instant now, Answers? answers = null)
    {
        var outcome = rule.Judge.Of(subject, now.Ms, answers);
        if (outcome.Next <= now.Ms)
        {
            // Who waits for the next change would ask for ever.
            throw new InvalidOperationException($"The next change, {outcome.Next}, does not come after {now.Ms}.");
        }
        return new Verdict(outcome.Holds, outcome.Next == Outcome.Never ? null : new Instant(outcome.Next));
    }

    // What comes back every year is looked at anew each year: beyond the longest window, twice, nothing new is to be expected.
    private const long Farthest = 2 * Duration.Longest;

    /// <summary>The next instant after now at which the verdict is another, if nothing happens till then.</summary>
    public static Flip? NextFlip(CompiledRule rule, in Subject subject, Instant now)
    {
        var (holds, next) = Evaluate(rule, subject, now);
        while (next is { } at && at.Ms - now.Ms <= Farthest)
        {
            var verdict = Evaluate(rule, subject, at);
            if (verdict.Holds != holds)
            {
                return new Flip(at, verdict.Holds);
            }
            next = verdict.NextChangeAt;
        }
        return null;
    }
}
