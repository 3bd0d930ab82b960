using Contacts;
using Contracts;

namespace Tests.Contacts;

/// <summary>What is kept of earlier writes of a value.</summary>
public class ValueHistoryTests
{
    [Fact]
    public void Any_order_of_few_writes_comes_to_the_same()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var writes = Enumerable.Range(0, random.Next(1, ValueHistory.Most + 2))
                .Select(i => Write(random.Next(6), "abA"[random.Next(3)].ToString(), $"m{i}")).ToArray();
            var inOrder = Folded(writes);
            random.Shuffle(writes);
            Assert.True(ValueHistory.IsSame(inOrder, Folded([.. writes, .. writes])), $"{inOrder} {Folded(writes)}");
        }
    }

    [Fact]
    public void Two_histories_join_to_that_of_all_writes()
    {
        var writes = Enumerable.Range(0, 8).Select(i => Write(i, "ab"[i / 3 % 2].ToString(), $"m{i}")).ToArray();
        var (even, odd) = (Folded([.. writes.Where((_, i) => i % 2 == 0)]), Folded([.. writes.Where((_, i) => i % 2 == 1)]));
        Assert.True(ValueHistory.IsSame(Folded(writes), ValueHistory.Join(even, odd)));
        Assert.True(ValueHistory.IsSame(Folded(writes), ValueHistory.Join(odd, even)));
    }

    [Fact]
    public void A_thousand_repetitions_keep_the_first_and_the_newest()
    {
        var value = Folded([Write(0, "b", "m"), .. Enumerable.Range(1, 1000).Select(i => Write(i * 10, "a", $"m{i}"))]);
        Assert.Equal([("a", 10L), ("b", 0L)], value.Runs().Select(run => (run.Json, run.Since.Ms)));
        Assert.Equal([9990, 9980, 9970, 9960, 9950, 9940, 10, 0], value.Earlier!.Value.Select(earlier => earlier.At.Ms));
        Assert.Equal(("a", 9970L), First(ValueHistory.Join(value, Write(9965, "b", "n"))));
    }

    [Fact]
    public void A_thousand_changes_keep_the_newest()
    {
        var value = Folded([.. Enumerable.Range(0, 1000).Select(i => Write(i, $"{i}", $"m{i}"))]);
        Assert.Equal(ValueHistory.Most + 1, value.Runs().Count());
        Assert.Equal(("999", 999L), First(value));
    }

    private static (string, long) First(ProfileValue value) => value.Runs().Select(run => (run.Json, run.Since.Ms)).First();

    private static ProfileValue Write(long at, string json, string id) => new(json, new Stamp(new Instant(at), "event:k", "event", id));

    private static ProfileValue Folded(ProfileValue[] writes) => writes.Skip(1).Aggregate(writes[0], ValueHistory.Join);
}
