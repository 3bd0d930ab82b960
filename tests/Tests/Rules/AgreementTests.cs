using System.Diagnostics;
using Audiences.Rules;
using Contracts;
using Tests.Rules.Plain;
using Xunit.Abstractions;

namespace Tests.Rules;

/// <summary>Two evaluators that share nothing agree on membership at every instant and on every flip.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int CasesToCatchAFault = 2_000;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("RULES_CASES"), out var given) ? given : 20_000;

    // Always the same: whether a fault is caught must not depend on luck.
    private static readonly Lazy<Judged>[] FaultCases =
        [.. Generated.Cases(31, CasesToCatchAFault).Select(given => new Lazy<Judged>(() => new Judged(given)))];

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    [Fact]
    public void The_rule_agrees_with_the_plain_evaluator_at_every_instant()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("RULES_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        var (time, histogram) = (Stopwatch.StartNew(), new Histogram());
        foreach (var judged in Generated.Cases(seed, Cases).Select(item => new Judged(item)))
        {
            histogram.Add(judged);
            if (judged.Difference(Fault.None, judged.Flips) is { } difference)
            {
                Assert.Fail($"RULES_SEED={seed} shows it again: {difference}\n{judged.Given}");
            }
            Assert.True(judged.IsExact, $"RULES_SEED={seed} shows it again: {judged.Verdict} but {judged.Flips.FirstOrDefault()}\n{judged.Given}");
        }
        output.WriteLine($"RULES_SEED={seed}, {Cases} cases, {time.Elapsed.TotalSeconds:0.0} s; {histogram}");
        Assert.True(!histogram.Gaps().Any(), $"RULES_SEED={seed}: {string.Join("; ", histogram.Gaps())}");
    }

    [Fact]
    public void One_event_more_never_ends_what_is_said_to_grow()
    {
        var growing = FaultCases.Select(given => given.Value).Where(judged => judged.Given.Events.Length > 0 && judged.Growing is not null).ToList();
        Assert.True(growing.Count > 200, $"Only {growing.Count} cases grow.");
        Assert.All(growing, judged => Assert.True(judged.Shrinks(judged.Growing!) is null, $"{judged.Shrinks(judged.Growing!)}\n{judged.Given}"));
        Assert.Contains(FaultCases, given => given.Value is { Growing: null } judged && judged.Shrinks(Rule.Compile(judged.Definition, PlainFields.Me)) is not null);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_broken_evaluator_is_caught(Fault fault) =>
        Assert.Contains(FaultCases, judged => judged.Value.Difference(fault, judged.Value.Flips) is not null);

    [Fact]
    public void A_forecast_a_millisecond_late_is_caught() =>
        Caught(judged => [.. judged.Flips.Select(flip => flip with { At = new Instant(flip.At.Ms + 1) })]);

    [Fact]
    public void A_forecast_a_millisecond_early_is_caught() =>
        Caught(judged => [.. judged.Flips.Select(flip => flip with { At = new Instant(flip.At.Ms - 1) })]);

    [Fact]
    public void A_forecast_of_the_first_flip_only_is_caught() => Caught(judged => [.. judged.Flips.Take(1)]);

    [Fact]
    public void A_forecast_that_takes_every_next_change_for_a_flip_is_caught() =>
        Caught(judged => judged.Verdict is { NextChangeAt: { } next } verdict ? [new Flip(next, !verdict.Holds)] : []);

    [Fact]
    public void Canonical_JSON_of_any_definition_reads_back_as_the_same() => Assert.All(FaultCases.Take(1_000), judged =>
    {
        var definition = judged.Value.Definition;
        Assert.Equal(definition, Definition.Stored(definition.ToJson()));
        Assert.Equal(definition.ToJson(), Definition.Stored(definition.ToJson()).ToJson());
        Assert.NotEmpty(Sentence.Of(definition, AudienceNames.None));
    });

    private static void Caught(Func<Judged, IReadOnlyList<Flip>> broken) =>
        Assert.Contains(FaultCases, judged => judged.Value.Difference(Fault.None, broken(judged.Value)) is not null);
}
