using System.Collections.Immutable;
using Contracts;
using Orleans;

namespace Contacts;

/// <summary>
/// The configured next steps that matter to one write. Which of them do is known only where the contact is: by its stage and segment
/// after the write.
/// </summary>
/// <param name="Asked">The step that the write names, as it was written; null when it names none.</param>
/// <param name="Personal">The segments whose people are never shared with a team.</param>
/// <param name="RefusesOthers">A step that is not configured for the contact's stage and segment is refused.</param>
[GenerateSerializer, Immutable, Alias("known-steps")]
internal sealed record KnownSteps(
    [property: Id(0)] ImmutableArray<KnownStep> Steps, [property: Id(1)] string? Asked, [property: Id(2)] bool RefusesOthers,
    [property: Id(3)] ImmutableArray<string> Personal)
{
    /// <summary>The steps of pairs that a contact may be in when the write has put it into these; null: into any.</summary>
    public static KnownSteps Of(Organising organising, string? stage, string? segment, string? asked) => new(
        [
            .. organising.Steps
                .Where(list => (stage is null || IsSame(list.Stage, stage)) && (segment is null || IsSame(list.Segment, segment)))
                .SelectMany(list => list.Steps.Select(step => new KnownStep(list.Stage, list.Segment, step.Key, step.Label))),
        ],
        asked, organising.RefusesOthers, [.. organising.PersonalSegments]);

    /// <summary>Who is in a personal segment by now is shared with nobody any more.</summary>
    public Profile Keep(Profile after)
    {
        var isPersonal = after.Text(Organising.Segment) is { } segment && Personal.Contains(segment, StringComparer.OrdinalIgnoreCase);
        return isPersonal == after.Personal && (!isPersonal || after.Teams.IsEmpty) ? after
            : after with { Personal = isPersonal, Teams = isPersonal ? Profile.Empty.Teams : after.Teams };
    }

    /// <summary>The key of what has this key or label in the pair; null when nothing has.</summary>
    public string? KeyOf(string? stage, string? segment, string step) => Organising.Find(In(stage, segment), step);

    /// <summary>Why the contact as it would be is refused; null when it is not.</summary>
    public string? Fault(Profile after)
    {
        if (!RefusesOthers || Asked is null) return null;
        var known = In(after.Text("stage"), after.Text("segment")).ToArray();
        if (Organising.Find(known, Asked) is not null) return null;
        return known.Length == 0
            ? "is not taken: the organisation has configured no next steps for the contact's stage and segment"
            : OrganisingFit.NoneOf("the next steps of the contact's stage and segment", Asked, known);
    }

    private IEnumerable<Term> In(string? stage, string? segment) =>
        Steps.Where(step => IsSame(step.Stage, stage) && IsSame(step.Segment, segment)).Select(step => new Term(step.Key, step.Label));

    private static bool IsSame(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

[GenerateSerializer, Immutable, Alias("known-step")]
internal readonly record struct KnownStep(
    [property: Id(0)] string Stage, [property: Id(1)] string Segment, [property: Id(2)] string Key, [property: Id(3)] string Label);
