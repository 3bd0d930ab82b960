using System.Diagnostics;
using Contracts;
using Xunit.Abstractions;

namespace Tests.Membership.Catalogue;

/// <summary>Who is not judged would not have moved, and who is asked once would have said the same.</summary>
public sealed class CatalogueTests(ITestOutputHelper output)
{
    private static readonly int Lives = int.TryParse(Environment.GetEnvironmentVariable("CATALOGUE_LIVES"), out var given) ? given : 25;

    [Fact]
    public void Whoever_is_passed_by_would_have_stayed_as_they_are()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("CATALOGUE_SEED"), out var given) ? given : Random.Shared.Next(1_000_000);
        var (time, seen) = (Stopwatch.StartNew(), new Dictionary<Cause, int>());
        for (var seed = first; seed < first + Lives; seed++)
        {
            var life = new TwoPartitions(new Random(seed));
            if (life.Difference() is { } difference)
                Assert.Fail($"CATALOGUE_SEED={seed} shows it again: {difference}");
            foreach (var (cause, count) in life.Seen)
                seen[cause] = seen.GetValueOrDefault(cause) + count;
        }
        output.WriteLine($"CATALOGUE_SEED={first}, {Lives} lives, {time.Elapsed.TotalSeconds:0.0} s; {string.Join(", ", seen.Select(item => $"{item.Key} {item.Value}"))}");
        Assert.All([Cause.Event, Cause.Time, Cause.Profile, Cause.Merged, Cause.Erased], cause => Assert.True(seen.GetValueOrDefault(cause) > Lives, $"Only {seen.GetValueOrDefault(cause)} moved by {cause}."));
    }
}
