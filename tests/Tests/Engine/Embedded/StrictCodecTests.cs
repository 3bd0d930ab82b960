using System.Collections.Immutable;
using Audiences.Embedded;
using Orleans;

namespace Tests.Engine.Embedded;

[GenerateSerializer]
internal record Positional(string Name, int Age)
{
    [Id(0)]
    public string? Nick { get; init; }

    public string? Forgotten { get; init; }
}

[GenerateSerializer]
internal sealed record Derived(string Name, int Age, [property: Id(7)] Guid Key) : Positional(Name, Age);

[GenerateSerializer(IncludePrimaryConstructorParameters = false)]
internal sealed record Excluded(string Lost)
{
    [Id(0)]
    public string? Kept { get; init; }
}

[GenerateSerializer]
internal readonly record struct Slot(int Partition, int Number);

internal enum Colour { Red, Green }

[GenerateSerializer]
internal sealed class Everything
{
    [Id(0)] public List<string>? Names { get; set; }
    [Id(1)] public Dictionary<string, int>? Counts { get; set; }
    [Id(2)] public ImmutableArray<Slot> Slots { get; set; }
    [Id(3)] public ImmutableList<int>? Numbers { get; set; }
    [Id(4)] public ImmutableDictionary<string, Positional>? People { get; set; }
    [Id(5)] public ImmutableSortedDictionary<string, int>? Sorted { get; set; }
    [Id(6)] public ImmutableHashSet<Colour>? Colours { get; set; }
    [Id(7)] public ImmutableSortedSet<int>? Ordered { get; set; }
    [Id(8)] public (int, string) Pair { get; set; }
    [Id(9)] public byte[]? Bytes { get; set; }
    [Id(10)] public ReadOnlyMemory<byte> Memory { get; set; }
    [Id(11)] public DateTimeOffset? At { get; set; }
    [Id(12)] public TimeSpan Span { get; set; }
    [Id(13)] public decimal Money { get; set; }
    [Id(14)] public Positional? Person { get; set; }
    [Id(15)] public IReadOnlyList<object>? Mixed { get; set; }
    [Id(16)] private readonly int _hidden;

    public Everything() { }

    public Everything(int hidden) => _hidden = hidden;

    public int Hidden => _hidden;
}

[GenerateSerializer]
internal sealed class Node
{
    [Id(0)] public Node? Next { get; set; }

    [Id(1)] public Node? Other { get; set; }
}

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

internal interface IPost : IGrainWithStringKey
{
    Task<Positional> Echo(Positional message);

    Task<int> Take(HoldsSet message);

    Task<HoldsAnything> Give();

    Task Keep(List<int> numbers, CancellationToken cancellationToken);

    Task<int> Kept();
}

internal sealed class PostGrain : Grain, IPost
{
    private List<int> _kept = [];

    public Task<Positional> Echo(Positional message) => Task.FromResult(message);

    public Task<int> Take(HoldsSet message) => Task.FromResult(1);

    public Task<HoldsAnything> Give() => Task.FromResult(new HoldsAnything { Value = new Uri("http://localhost") });

    public Task Keep(List<int> numbers, CancellationToken cancellationToken)
    {
        _kept = numbers;
        return Task.CompletedTask;
    }

    public Task<int> Kept() => Task.FromResult(_kept.Count);
}

public sealed class StrictCodecTests
{
    private readonly StrictCodec _codec = new();

    [Fact]
    public void A_record_brings_its_constructor_parameters_and_its_ids_and_nothing_else()
    {
        var copy = Copy(new Positional("Ann", 40) { Nick = "A", Forgotten = "gone" });
        Assert.Equal(new Positional("Ann", 40) { Nick = "A" }, copy);
    }

    [Fact]
    public void A_derived_record_arrives_as_itself_behind_its_base()
    {
        var sent = new Derived("Ann", 40, Guid.NewGuid()) { Nick = "A" };
        Assert.Equal(sent, Assert.IsType<Derived>(Copy<Positional>(sent)));
    }

    [Fact]
    public void A_record_can_keep_its_constructor_parameters_to_itself() =>
        Assert.Equal((null, "kept"), Copy(new Excluded("lost") { Kept = "kept" }) is var copy ? (copy.Lost, copy.Kept) : default);

    [Fact]
    public void Every_type_on_the_list_arrives_equal_and_is_another_object()
    {
        var sent = Full();
        var copy = Copy(sent);
        foreach (var property in typeof(Everything).GetProperties().Where(property => property.Name is not (nameof(Everything.Memory) or nameof(Everything.Slots))))
        {
            Assert.Equal(property.GetValue(sent), property.GetValue(copy));
        }

        Assert.Equal<Slot>(sent.Slots, copy.Slots);
        Assert.Equal(sent.Memory.ToArray(), copy.Memory.ToArray());
        Assert.NotSame(sent.Names, copy.Names);
        Assert.NotSame(sent.Bytes, copy.Bytes);
        Assert.NotSame(sent.Person, copy.Person);
        Assert.Equal(StringComparer.OrdinalIgnoreCase, copy.Counts!.Comparer);
    }

    [Fact]
    public void An_object_met_twice_arrives_as_one_and_may_contain_itself()
    {
        var shared = new Node();
        var sent = new Node { Next = shared, Other = shared };
        shared.Next = sent;
        var copy = Copy(sent);
        Assert.Same(copy.Next, copy.Other);
        Assert.Same(copy, copy.Next!.Next);
        Assert.NotSame(sent, copy);
    }

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
    public async Task Arguments_and_results_cross_a_call_by_their_ids_alone()
    {
        await using var host = await EngineHost.With<PostGrain>();
        var echoed = await host.Grain<IPost>("a").Echo(new Derived("Ann", 40, Guid.Empty) { Forgotten = "gone" });
        Assert.Null(Assert.IsType<Derived>(echoed).Forgotten);
    }

    [Fact]
    public async Task A_grain_never_shares_an_object_with_its_caller()
    {
        await using var host = await EngineHost.With<PostGrain>();
        var mine = new List<int> { 1 };
        await host.Grain<IPost>("a").Keep(mine, CancellationToken.None);
        mine.Add(2);
        Assert.Equal(1, await host.Grain<IPost>("a").Kept());
    }

    [Fact]
    public async Task A_call_with_what_cannot_travel_fails_and_the_engine_still_stops()
    {
        await using var host = await EngineHost.With<PostGrain>();
        var sent = await Assert.ThrowsAsync<StrictCodecException>(() => host.Grain<IPost>("a").Take(new HoldsSet()));
        Assert.Contains("HoldsSet.Tags", sent.Message);
        var answered = await Assert.ThrowsAsync<StrictCodecException>(() => host.Grain<IPost>("a").Give());
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

    private static Everything Full() => new(hidden: 3)
    {
        Names = ["a", "b"],
        Counts = new(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 },
        Slots = [new(1, 2)],
        Numbers = [1, 2],
        People = ImmutableDictionary<string, Positional>.Empty.Add("ann", new("Ann", 40)),
        Sorted = ImmutableSortedDictionary<string, int>.Empty.Add("a", 1),
        Colours = [Colour.Green],
        Ordered = [3, 1],
        Pair = (1, "one"),
        Bytes = [1, 2, 3],
        Memory = new byte[] { 4, 5 },
        At = new(2026, 11, 21, 0, 0, 0, TimeSpan.FromHours(2)),
        Span = TimeSpan.FromDays(1),
        Money = 1.10m,
        Person = new Derived("Ann", 40, Guid.NewGuid()),
        Mixed = new object[] { 1, "two", new Slot(3, 4) },
    };

    private T Copy<T>(T value) => _codec.CopyState("s", value);

    private string Refusal(object value) => Assert.Throws<StrictCodecException>(() => Copy(value)).Message;
}
