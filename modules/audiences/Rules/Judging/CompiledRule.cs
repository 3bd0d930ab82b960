using System.Collections.Frozen;

namespace Audiences.Rules;

/// <summary>A definition made ready to judge; immutable, for use by any number of threads.</summary>
internal sealed class CompiledRule(Definition definition, Judge judge, Mentions mentions)
{
    public Definition Definition => definition;
    public Judge Judge => judge;

    /// <inheritdoc cref="Judge.Grows"/>
    public bool Grows { get; } = judge.Grows;

    public Mentions Mentions => mentions;
}

/// <summary>What can affect a rule, so that a change is judged only against those it may move.</summary>
/// <param name="Fields">
/// Names as <see cref="ContactFacts.ChangesSince"/> gives them. For <c>trait.a.b</c> also <c>trait.a</c>, which may hold <c>b</c>.
/// </param>
/// <param name="Events">Names of track events.</param>
/// <param name="AnyEvent">It asks for first or last seen, so that any active event matters.</param>
internal sealed record Mentions(FrozenSet<string> Fields, FrozenSet<string> Events, bool AnyEvent)
{
    /// <summary>It asks for something of the profile.</summary>
    public bool Profile => Fields.Count > 0;

    public bool MayChangeBy(EventFact fact) =>
        (AnyEvent && fact.Active) || (fact.Kind == Contracts.StepKind.Track && Events.Contains(fact.Name));

    public bool MayChangeBy(IReadOnlySet<string> changedFields) => changedFields.Overlaps(Fields);
}
