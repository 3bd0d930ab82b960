using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;
using Some = Tests.Rules.Some;

namespace Tests.Membership.Catalogue;

/// <summary>One random life of a few people and many audiences, in a partition as it is and in one that judges everything.</summary>
internal sealed class TwoPartitions(Random random)
{
    private const int People = 5, Audiences = 40, Happenings = 150;
    private const long Hour = 3_600_000;
    private static readonly Instant Start = Some.Time("2026-03-20T12:00:00Z");

    private readonly StorelessPartition served = StorelessPartition.AsServed();
    private readonly StorelessPartition plain = StorelessPartition.ThatJudgesAll("trait.plan");
    private readonly RandomRules rules = new(random);
    private readonly List<Person> people = [];
    private Instant now = Start;
    private int messages;

    public Dictionary<Cause, int> Seen { get; } = [];

    /// <summary>Null when both did the same throughout, else where they parted.</summary>
    public string? Difference()
    {
        for (var i = 0; i < Audiences; i++)
            Define(i);
        for (var i = 0; i < People; i++)
            people.Add(new Person(Guid.NewGuid()));
        for (var step = 0; step < Happenings; step++)
        {
            // Often by as much as windows are long: then something is due at the very instant.
            now = new Instant(now.Ms + random.Next(4) switch { 0 => 0, 1 => 6 * Hour, 2 => 12 * Hour, _ => random.NextInt64(20 * Hour) });
            if (Happen() is { } difference)
                return $"step {step}, {difference}";
        }
        return Compare("members", Members(served), Members(plain));
    }

    private string? Happen()
    {
        var person = people[random.Next(people.Count)];
        switch (random.Next(20))
        {
            case 0:
                var parted = Advance();
                Define(random.Next(Audiences));
                return parted;
            case 1 or 2:
                return Advance();
            case 3 or 4:
                return Commit(person, new ContactStep(StepKind.Edit, now, now, null, null, 0, "{}", Profile(), Cause.Profile));
            case 5 when person.Sent.Count > 0:
                var forgotten = person.Sent[random.Next(person.Sent.Count)];
                person.Sent.Remove(forgotten);
                return Commit(person, new ContactStep(StepKind.Forget, now, now, null, forgotten.MessageId, 0, "{}", null, Cause.Erased));
            case 6 when random.Next(3) == 0 && people.Find(other => other != person && other.Version > 0) is { } absorbed && person.Version > 0:
                return Absorb(person, absorbed);
            default:
                return Commit(person, [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Event(person))]);
        }
    }

    private void Define(int number)
    {
        var definition = rules.Definition();
        served.Define($"a{number}", definition);
        plain.Define($"a{number}", definition);
    }

    private string? Advance() => Compare($"advanced to {now}", served.Advance(now), plain.Advance(now));

    private string? Commit(Person person, params ContactStep[] steps)
    {
        // A person begins with a profile; events alone leave the version.
        if (person.Version == 0)
            steps[0] = steps[0] with { Profile = Profile() };
        var commit = new ContactCommit("", "book", person.Id, -1, person.Version, [.. steps], [], []);
        person.Version += steps.Count(step => step.Profile is not null);
        return Compare($"{steps[^1]}", served.Commit(commit, now), plain.Commit(commit, now));
    }

    /// <summary>The other is closed, then what it sent is taken over.</summary>
    private string? Absorb(Person survivor, Person absorbed)
    {
        people[people.IndexOf(absorbed)] = new Person(Guid.NewGuid());
        var close = new ContactCommit(
            "", "book", absorbed.Id, -1, absorbed.Version, [new(StepKind.Close, now, now, null, null, 0, "{}", null, Cause.Merged)], [], [], survivor.Id);
        survivor.Sent.AddRange(absorbed.Sent);
        return Compare("closed", served.Commit(close, now), plain.Commit(close, now))
            ?? Commit(survivor, [.. absorbed.Sent.Select(sent => sent with { Copied = true, Profile = null }), new(StepKind.Absorb, now, now, null, null, 0, "{}", Profile(), Cause.Merged)]);
    }

    private ContactStep Event(Person person)
    {
        // Mostly as it happens; some late, some dated ahead.
        var at = new Instant(now.Ms + random.Next(6) switch { 0 => -random.NextInt64(96 * Hour), 1 => random.NextInt64(24 * Hour), _ => 0 });
        var kind = random.Next(4) == 0 ? StepKind.Page : StepKind.Track;
        var step = new ContactStep(kind, at, now, rules.Name, $"m{messages++}", 0, rules.Payload(), null, Cause.Event, Active: random.Next(4) > 0);
        person.Sent.Add(step);
        return step;
    }

    private Profile Profile() => Some.Person() with
    {
        Values = ImmutableSortedDictionary<string, ProfileValue>.Empty.Add("trait.plan", new(random.Next(2) == 0 ? "\"a\"" : "\"b\"", new(now, "key:a", "api", null))),
    };

    private string? Compare(string what, List<MembershipEntry> of, List<MembershipEntry> from)
    {
        foreach (var entry in from)
            Seen[entry.Cause] = Seen.GetValueOrDefault(entry.Cause) + 1;
        return Compare(what, of.Select(entry => $"{entry}"), from.Select(entry => $"{entry}"));
    }

    private static string? Compare(string what, IEnumerable<string> of, IEnumerable<string> from)
    {
        var (one, other) = (of.Order(StringComparer.Ordinal).ToArray(), from.Order(StringComparer.Ordinal).ToArray());
        return one.SequenceEqual(other) ? null
            : $"{what}:\nonly as served: {string.Join("\n", one.Except(other))}\nonly when all are judged: {string.Join("\n", other.Except(one))}";
    }

    private static IEnumerable<string> Members(StorelessPartition partition) =>
        partition.Members.SelectMany(audience => audience.Select(contact => $"{audience.Key} {contact}"));

    private sealed class Person(Guid id)
    {
        public Guid Id => id;
        public long Version { get; set; }
        public List<ContactStep> Sent { get; } = [];
    }
}
