using System.Collections.Immutable;
using Audiences.Partitions;
using Audiences.Rules;
using Contacts;
using Contracts;
using Tests.Rules.Plain;

namespace Tests.Rules;

/// <summary>What the module says of a case: now, at every instant that matters, and when it flips.</summary>
internal sealed class Judged
{
    private readonly long[] _instants;
    private readonly bool[] _holds;

    public Judged(PlainCase given)
    {
        Given = given;
        Definition = DefinitionOf(given);
        var rule = Rule.Compile(Definition, PlainFields.Me);
        var subject = Subject = SubjectOf(given);
        _instants = PlainTimeline.Instants(given);
        _holds = [.. _instants.Select(at => Rule.Evaluate(rule, subject, new Instant(at)).Holds)];
        Verdict = Rule.Evaluate(rule, subject, new Instant(given.Now));
        var (now, end) = (new Instant(given.Now), given.End);
        while (Rule.NextFlip(rule, subject, now) is { } flip && flip.At.Ms <= end)
        {
            Flips.Add(flip);
            now = flip.At;
        }
    }

    public PlainCase Given { get; }
    public Definition Definition { get; }
    public Subject Subject { get; }
    public Verdict Verdict { get; }
    public List<Flip> Flips { get; } = [];

    public static Definition DefinitionOf(PlainCase given) => Inlined(given, PlainPerson.Asked, given.Definition);

    /// <summary>Every other comes as it lies packed in a partition.</summary>
    public static Subject SubjectOf(PlainCase given)
    {
        var subject = new Subject(ContactFacts.From(Profile(given.Person)), EventHistory.From(given.Events.Select(Fact)));
        return given.Events.Length % 2 == 0 ? subject : Packs.Again(subject);
    }

    public bool HoldsAt(Definition definition, Instant at) => Rule.Evaluate(Rule.Compile(definition, PlainFields.Me), Subject, at).Holds;

    public Explained Explain(Instant at) => Explainer.Of(Definition, Subject, at, PlainFields.Me, AudienceNames.None);

    /// <summary>A few of the instants that matter, always the same of a case.</summary>
    public IEnumerable<Instant> SomeInstants(int count) =>
        Enumerable.Range(1, count).Select(part => new Instant(_instants[(_instants.Length - 1) * part / count]));

    /// <summary>The rule, if one event more can never make it fail.</summary>
    public CompiledRule? Growing => Rule.Compile(Definition, PlainFields.Me) is { Grows: true } rule ? rule : null;

    /// <summary>An instant at which it holds without one of the events and not with all of them; null when there is none.</summary>
    public Instant? Shrinks(CompiledRule rule)
    {
        var facts = ContactFacts.From(Profile(Given.Person));
        var all = new Subject(facts, EventHistory.From(Given.Events.Select(Fact)));
        for (var left = 0; left < Given.Events.Length; left++)
        {
            var fewer = new Subject(facts, EventHistory.From(Given.Events.Where((_, index) => index != left).Select(Fact)));
            foreach (var at in _instants.Select(ms => new Instant(ms)))
                if (Rule.Evaluate(rule, fewer, at).Holds && !Rule.Evaluate(rule, all, at).Holds)
                    return at;
        }
        return null;
    }

    /// <summary>
    /// For one condition the next change is in closed form: it is the next flip, and nobody is judged in vain. Clauses that come back every
    /// year are looked at again when another year begins.
    /// </summary>
    public bool IsExact =>
        Some.Definition(Given.Definition).Nodes.Where(node => node is not Group).ToArray() is not [FieldCondition or EventCondition or CountCondition]
        || (Given.Definition.Contains("where") && Given.Definition.Contains("anniversaryWithin"))
        // Whom time archives there is a second condition to.
        || Given.Person.ArchivesAt is not null
        || (Flips.Count > 0 ? Verdict.NextChangeAt == Flips[0].At : !(Verdict.NextChangeAt?.Ms < Given.End));

    /// <summary>Where the plain evaluator, with that fault planted, says otherwise; null when it agrees.</summary>
    public string? Difference(Fault fault, IReadOnlyList<Flip> flips)
    {
        var plain = new PlainEvaluator(Given, fault);
        var members = new bool[_instants.Length];
        for (var i = 0; i < _instants.Length; i++)
        {
            members[i] = plain.IsMember(_instants[i]);
            if (members[i] != _holds[i])
            {
                return $"At {Instants.Show(_instants[i])} the plain evaluator says {members[i]}.";
            }
        }
        var expected = PlainTimeline.Flips(Given.Now, _instants, members);
        return expected.SequenceEqual(flips.Select(flip => (flip.At.Ms, flip.Enters))) ? null
            : $"Flips [{string.Join(", ", flips)}], expected [{string.Join(", ", expected.Select(flip => $"{Instants.Show(flip.At)} {flip.Enters}"))}].";
    }

    private static Definition Inlined(PlainCase given, string audience, string definition) =>
        Some.Definition(definition).AsJudged(audience).Inline(id => Inlined(given, id, given.Audiences[id]));

    private static EventFact Fact(PlainEvent item, int index) => new(
        item.Name, item.IsPage ? StepKind.Page : StepKind.Track, new Instant(item.At), (ulong)index, Some.Json(item.Properties), item.Active,
        AgentReader.Of(Some.Json($$"""{"context":{{item.Context}}}""")));

    /// <summary>Writes are folded in the order in which they come in.</summary>
    private static Profile Profile(PlainPerson person) => person.Writes.Select((write, index) => (write, index)).Aggregate(
        Written(person), (profile, next) => profile.With(
            PlainPerson.Written, next.write.Json, new Stamp(new Instant(next.write.At), "event:k", "event", $"m{next.index}")));

    private static Profile Written(PlainPerson person) => Contracts.Profile.Empty with
    {
        Values = person.Values.ToImmutableSortedDictionary(pair => pair.Key, pair => new ProfileValue(pair.Value, Some.Stamp()), StringComparer.Ordinal),
        Tags = person.Tags.ToImmutableSortedDictionary(tag => tag, _ => Some.Stamp(), StringComparer.Ordinal),
        Sources = [.. person.Sources],
        Emails = person.Email is null ? [] : [new Address(person.Email, person.Email, null, Some.Stamp())],
        Archived = person.Archived ? new Archived(new Instant(0), "user:u", "hand") : null,
        Correspondence = person.Origin == PlainPerson.Automatic ? new(new Instant(person.CreatedAt), null, new Instant(person.CreatedAt)) : default,
        Consents = Contracts.Profile.Empty.Consents.Add("email", new Consent(person.Subscribed ? "subscribed" : "unknown", null, Some.Stamp())),
        Origin = person.Origin,
        Pins = person.Pins.ToImmutableSortedDictionary(pin => pin.Key, pin => new Pin(pin.Value, Some.Stamp()), StringComparer.Ordinal),
        CreatedAt = new Instant(person.CreatedAt),
    };
}
