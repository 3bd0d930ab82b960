using System.Collections.Immutable;
using Orleans;
using Tests.Support;

namespace Tests.Engine;

[GenerateSerializer]
internal record Positional(string Name, int Age)
{
    [Id(0)]
    public string? Nick { get; init; }

    [field: NonSerialized]
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

internal interface IPost : IGrainWithStringKey
{
    Task<Positional> Echo(Positional message);

    Task Keep(List<int> numbers, CancellationToken cancellationToken);

    Task<int> Kept();
}

internal sealed class PostGrain : Grain, IPost
{
    private List<int> _kept = [];

    public Task<Positional> Echo(Positional message) => Task.FromResult(message);

    public Task Keep(List<int> numbers, CancellationToken cancellationToken)
    {
        _kept = numbers;
        return Task.CompletedTask;
    }

    public Task<int> Kept() => Task.FromResult(_kept.Count);
}

/// <summary>What arrives of a message that goes from one process to another.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task A_record_brings_its_constructor_parameters_and_its_ids_and_nothing_else()
    {
        var copy = await OverTheWire(new Positional("Ann", 40) { Nick = "A", Forgotten = "gone" });
        Assert.Equal(new Positional("Ann", 40) { Nick = "A" }, copy);
    }

    [Fact]
    public async Task A_derived_record_arrives_as_itself_behind_its_base()
    {
        var sent = new Derived("Ann", 40, Guid.NewGuid()) { Nick = "A" };
        Assert.Equal(sent, Assert.IsType<Derived>(await OverTheWire<Positional>(sent)));
    }

    [Fact]
    public async Task A_record_can_keep_its_constructor_parameters_to_itself() =>
        Assert.Equal((null, "kept"), await OverTheWire(new Excluded("lost") { Kept = "kept" }) is var copy ? (copy.Lost, copy.Kept) : default);

    [Fact]
    public async Task Every_type_on_the_list_arrives_equal_and_is_another_object()
    {
        var sent = Full();
        var copy = await OverTheWire(sent);
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
    public async Task An_object_met_twice_arrives_as_one_and_may_contain_itself()
    {
        var shared = new Node();
        var sent = new Node { Next = shared, Other = shared };
        shared.Next = sent;
        var copy = await OverTheWire(sent);
        Assert.Same(copy.Next, copy.Other);
        Assert.Same(copy, copy.Next!.Next);
        Assert.NotSame(sent, copy);
    }

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

    private static async Task<T> OverTheWire<T>(T value) where T : notnull
    {
        await using var host = await EngineHost.With<PostGrain>();
        return EngineUnderTest.OverTheWire(host.Services, value);
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
}
