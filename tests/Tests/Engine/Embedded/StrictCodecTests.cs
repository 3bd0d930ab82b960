using Audiences.Embedded;
using Orleans;

namespace Tests.Engine.Embedded;

[GenerateSerializer]
internal sealed class HoldsSet
{
    [Id(0)] public HashSet<string>? Tags { get; set; }
}

[GenerateSerializer]
internal sealed class HoldsHolder
{
    [Id(0)] public HoldsSet? Empty { get; set; }
}

[GenerateSerializer]
internal sealed class HoldsAnything
{
    [Id(0)] public object? Value { get; set; }
}

[GenerateSerializer]
internal sealed class SameIds
{
    [Id(1)] public int First { get; set; }

    [Id(1)] public int Second { get; set; }
}

[GenerateSerializer]
internal sealed class NoIds
{
    public int Value { get; set; }
}

internal record Bare(string Name);

[GenerateSerializer]
internal sealed record OnBare(string Name, int Age) : Bare(Name);

internal interface IWrongPost : IGrainWithStringKey
{
    Task<int> Take(HoldsSet message);

    Task<HoldsAnything> Give();
}

internal sealed class WrongPostGrain : Grain, IWrongPost
{
    public Task<int> Take(HoldsSet message) => Task.FromResult(1);

    public Task<HoldsAnything> Give() => Task.FromResult(new HoldsAnything { Value = new Uri("http://localhost") });
}

public sealed class StrictCodecTests
{
    private readonly StrictCodec _codec = new();

    [Theory]
    [InlineData(typeof(HoldsSet), "HashSet<String> cannot travel, in HoldsSet.Tags")]
    [InlineData(typeof(HoldsHolder), "HashSet<String> cannot travel, in HoldsSet.Tags")]
    [InlineData(typeof(SameIds), "SameIds.Second has the id 1")]
    [InlineData(typeof(NoIds), "NoIds is [GenerateSerializer] but no member")]
    [InlineData(typeof(Version), "Version cannot travel, in the state 's'")]
    public void What_cannot_travel_is_refused_by_type_and_member_each_time(Type type, string expected)
    {
        for (var times = 0; times < 2; times++)
        {
            Assert.Contains(expected, Refusal(Activator.CreateInstance(type)!));
        }
    }

    [Fact]
    public void A_base_that_is_no_message_is_refused() =>
        Assert.Contains("its base Bare is not [GenerateSerializer]", Refusal(new OnBare("Ann", 40)));

    [Fact]
    public void What_an_open_member_holds_is_judged_when_it_travels()
    {
        Assert.Contains("Uri cannot travel, in HoldsAnything.Value", Refusal(new HoldsAnything { Value = new Uri("http://localhost") }));
        Assert.Equal(5, Copy(new HoldsAnything { Value = 5 }).Value);
    }

    [Fact]
    public void A_comparer_of_ones_own_is_refused() =>
        Assert.Contains("comparer", Refusal(new Dictionary<string, int>(StringComparer.InvariantCulture)));

    [Fact]
    public async Task A_call_with_what_cannot_travel_fails_and_the_engine_still_stops()
    {
        await using var host = await EngineHost.With<WrongPostGrain>();
        var sent = await Assert.ThrowsAsync<StrictCodecException>(() => host.Grain<IWrongPost>("a").Take(new HoldsSet()));
        Assert.Contains("HoldsSet.Tags", sent.Message);
        var answered = await Assert.ThrowsAsync<StrictCodecException>(() => host.Grain<IWrongPost>("a").Give());
        Assert.Contains("HoldsAnything.Value", answered.Message);
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_state_reaches_storage_as_a_copy()
    {
        await using var host = await EngineHost.With<TallyGrain>();
        await host.Grain<ITally>("a").Add(5);
        host.Storage.FailOnce(new IOException("disk"));
        await host.Grain<ITally>("a").Swallow();
        Assert.Equal(5, await host.Grain<ITally>("a").Total());
    }

    private T Copy<T>(T value) => _codec.CopyState("s", value);

    private string Refusal(object value) => Assert.Throws<StrictCodecException>(() => Copy(value)).Message;
}
