using System.Collections.Immutable;
using System.Diagnostics;
using Audiences.Rules;
using Contracts;
using FsCheck;
using FsCheck.Fluent;
using Tests.Rules.Plain;
using Xunit.Abstractions;

namespace Tests.Rules;

/// <summary>Two evaluators that share nothing agree on membership at every instant and on every flip.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Cases = 4_000, CasesToCatchAFault = 2_000;

    [Fact]
    public void The_rule_agrees_with_the_plain_evaluator_at_every_instant()
    {
        var (flips, most) = (new int[6], Stopwatch.StartNew());
        Prop.ForAll(Generated.Cases.ToArbitrary(), given =>
        {
            var difference = Difference(given, Fault.None, Flips, out var count);
            flips[Math.Min(count, 5)]++;
            return (difference is null).Label($"{difference}\n{given}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
        output.WriteLine($"{most.Elapsed.TotalSeconds:0.0} s; cases with 0, 1, 2, 3, 4 and more flips: {string.Join(", ", flips)}");
        Assert.True(flips[2..].Sum() > Cases / 5, "Too few cases flip to show much.");
    }

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_broken_evaluator_is_caught(Fault fault) =>
        Assert.NotNull(Sample().Select(given => Difference(given, fault, Flips, out _)).FirstOrDefault(difference => difference is not null));

    [Theory]
    [InlineData("a millisecond late")]
    [InlineData("a millisecond early")]
    [InlineData("at the next change, flip or not")]
    [InlineData("the first flip only")]
    public void A_broken_forecast_is_caught(string fault)
    {
        List<Flip> Broken(CompiledRule rule, Subject subject, Instant now) => fault switch
        {
            "a millisecond late" => [.. Flips(rule, subject, now).Select(flip => flip with { At = new Instant(flip.At.Ms + 1) })],
            "a millisecond early" => [.. Flips(rule, subject, now).Select(flip => flip with { At = new Instant(flip.At.Ms - 1) })],
            "the first flip only" => [.. Flips(rule, subject, now).Take(1)],
            _ => Rule.Evaluate(rule, subject, now) is { NextChangeAt: { } next } verdict ? [new Flip(next, !verdict.Holds)] : [],
        };
        Assert.NotNull(Sample().Select(given => Difference(given, Fault.None, Broken, out _)).FirstOrDefault(difference => difference is not null));
    }

    [Fact]
    public void Canonical_JSON_of_any_definition_reads_back_as_the_same() =>
        Prop.ForAll(Generated.Cases.ToArbitrary(), given =>
        {
            var definition = Some.Definition(given.Definition).WithArchivedDefault().Inline(id => Inlined(given, id));
            return definition.Equals(Definition.Stored(definition.ToJson()))
                && Definition.Stored(definition.ToJson()).ToJson() == definition.ToJson() && Sentence.Of(definition).Length > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static IEnumerable<PlainCase> Sample() => Generated.Cases.Sample(CasesToCatchAFault, 50);

    private static string? Difference(PlainCase given, Fault fault, Func<CompiledRule, Subject, Instant, List<Flip>> flips, out int count)
    {
        var rule = Rule.Compile(Some.Definition(given.Definition).WithArchivedDefault().Inline(id => Inlined(given, id)), PlainFields.Me);
        var subject = new Subject(ContactFacts.From(Profile(given.Person)), EventHistory.From(given.Events.Select(Fact)));
        var plain = new PlainEvaluator(given, fault);
        var instants = PlainTimeline.Instants(given);
        var found = flips(rule, subject, new Instant(given.Now));
        count = found.Count;
        foreach (var at in instants)
        {
            if (Rule.Evaluate(rule, subject, new Instant(at)).Holds != plain.IsMember(at))
            {
                return $"At {Instants.Show(at)} the plain evaluator says {plain.IsMember(at)}.";
            }
        }
        var expected = PlainTimeline.Flips(plain, given.Now, instants);
        return expected.SequenceEqual(found.Select(flip => (flip.At.Ms, flip.Enters))) ? null
            : $"Flips [{string.Join(", ", found)}], expected [{string.Join(", ", expected.Select(flip => $"{Instants.Show(flip.At)} {flip.Enters}"))}].";
    }

    private static List<Flip> Flips(CompiledRule rule, Subject subject, Instant now)
    {
        var flips = new List<Flip>();
        while (Rule.NextFlip(rule, subject, now) is { } flip)
        {
            flips.Add(flip);
            now = flip.At;
        }
        return flips;
    }

    private static Definition Inlined(PlainCase given, string id) =>
        Some.Definition(given.Audiences[id]).WithArchivedDefault().Inline(other => Inlined(given, other));

    private static EventFact Fact(PlainEvent item, int index) => new(
        item.Name, item.IsPage ? StepKind.Page : StepKind.Track, new Instant(item.At), (ulong)index, Some.Json(item.Properties), item.Active);

    private static Profile Profile(PlainPerson person) => Contracts.Profile.Empty with
    {
        Values = person.Values.ToImmutableSortedDictionary(pair => pair.Key, pair => new ProfileValue(pair.Value, Some.Stamp()), StringComparer.Ordinal),
        Tags = person.Tags.ToImmutableSortedDictionary(tag => tag, _ => Some.Stamp(), StringComparer.Ordinal),
        Sources = [.. person.Sources],
        Emails = person.Email is null ? [] : [new Address(person.Email, person.Email, null, Some.Stamp())],
        Archived = person.Archived ? new Archived(new Instant(0), "user:u", "hand") : null,
        Consents = Contracts.Profile.Empty.Consents.Add("email", new Consent(person.Subscribed ? "subscribed" : "unknown", null, Some.Stamp())),
        Origin = person.Origin,
        CreatedAt = new Instant(person.CreatedAt),
    };
}
