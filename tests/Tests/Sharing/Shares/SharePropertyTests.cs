using FsCheck;
using FsCheck.Fluent;
using Tests.Support;
using Xunit.Abstractions;

namespace Tests.Sharing.Shares;

/// <summary>
/// Random lives of a share: deeds of three people, syncs, ends and leavings, cut off anywhere. <c>SHARE_SEED</c> repeats a run, <c>SHARE_LIVES</c>
/// asks for more.
/// </summary>
public sealed class SharePropertyTests(ITestOutputHelper output)
{
    private const int Steps = 40;
    private static readonly Gen<int> Number = Gen.Choose(0, 9_999_999);

    private static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("SHARE_SEED"), out var given) ? given : (ulong)Random.Shared.Next();

    [Fact]
    public async Task Whatever_happens_before_a_sync_and_wherever_it_is_cut_off_all_of_it_holds_after()
    {
        var seed = Seed;
        output.WriteLine($"SHARE_SEED={seed}");
        for (var number = 0; number < Asked.Of("SHARE_LIVES", 150); number++)
        {
            var life = LifeOf(seed + (ulong)number);
            if (await ShareLife.Live(new(), life) is { IsEmpty: false } broken)
                Assert.Fail($"SHARE_SEED={seed + (ulong)number}: {string.Join("; ", broken)}. Shortest: {string.Join(", ", await Shortest(life, broken[0]))}");
        }
    }

    public static TheoryData<string> Rules => [.. ShareMutants.Rules];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_share_that_breaks_a_rule_is_caught(string rule)
    {
        for (var number = 0; number < 300; number++)
            if ((await ShareLife.Live(ShareMutants.Breaking(rule), LifeOf((ulong)number))).Contains(rule))
                return;
        Assert.Fail("Three hundred lives, and nobody noticed.");
    }

    private static int[] LifeOf(ulong seed) => [.. Number.Sample(Steps, new Rnd(seed), Steps)];

    private static async Task<List<int>> Shortest(int[] life, string rule)
    {
        var left = life.ToList();
        for (var i = 0; i < left.Count;)
        {
            var without = left.Where((_, at) => at != i).ToList();
            if ((await ShareLife.Live(new(), without)).Contains(rule)) left = without;
            else i++;
        }
        return left;
    }
}
