using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Partitions;
using Contracts;

namespace Tests.Membership;

/// <summary>Properties beyond those that are kept unasked: what asks for one is pending while it is taken in, and then counted like any other.</summary>
public sealed class TakenInTests
{
    // More than a partition asks one by one, in each of the four that are open; more properties than an event's columns keep.
    private const int People = 1_200, Properties = 40;

    private static readonly string Asking =
        """{"match":"all","conditions":[{"field":"event.buy","op":"performed","where":[{"property":"p38","op":"equals","value":3},{"property":"p39","op":"atLeast","value":5}]}]}""";

    [Fact]
    public async Task What_nobody_asked_for_before_is_pending_and_then_exact_while_events_come_in()
    {
        await using var world = await World.Open();
        foreach (var some in Enumerable.Range(0, People).Chunk(100))
            await Task.WhenAll(some.Select(number => Buy(world, number, 0)));
        var shards = await world.Service<AllPartitions>().Of(World.Admin.Tenant, CancellationToken.None);
        var rule = await RuleOf(world);

        var first = await Task.WhenAll(shards.Select(shard => shard.Preview(World.Book, rule, 5)));
        Assert.All(first, part => Assert.Equal(0, part.Held));
        for (var more = 0; more < 40; more++)
            await Buy(world, more, 1);
        var counted = (await Task.WhenAll(shards.Select(Whole))).Sum();
        var expected = Enumerable.Range(0, People).Count(number => Meets(number, 0) || (number < 40 && Meets(number, 1)));
        Assert.InRange(expected, 50, People / 2);
        Assert.Equal(expected, counted);

        var preview = await world.Door.Send(new PreviewAudience(World.Admin, World.Json($$"""{ "definition": {{Asking}} }""")));
        Assert.Equal((expected, null, 10), (preview.Count, preview.Pending, preview.Sample.Count));
        Assert.Empty(preview.Warnings);
        Assert.Equal(expected, (await world.Members((await world.Audience("takers", Asking)).Id)).Count);

        // They are not kept over a restart, and a preview waits as long as it takes in so few.
        await world.Restart(gracefully: true);
        Assert.Equal(expected, (await world.Door.Send(new PreviewAudience(World.Admin, World.Json($$"""{ "definition": {{Asking}} }""")))).Count);

        async Task<int> Whole(IPartitionShardGrain shard)
        {
            for (var held = -1.0; ; await Task.Delay(1))
            {
                var part = await shard.Preview(World.Book, rule, 5);
                if (part.Held is not { } now)
                    return part.Count;
                Assert.True(now >= held && now < 1, $"It held {held} of it, and then {now}.");
                held = now;
            }
        }
    }

    [Fact]
    public async Task A_property_that_no_event_has_is_warned_of_with_the_nearest_that_one_has()
    {
        await using var world = await World.Open();
        foreach (var some in Enumerable.Range(0, People).Chunk(100))
            await Task.WhenAll(some.Select(number => Buy(world, number, 0)));
        var preview = await world.Door.Send(new PreviewAudience(World.Admin, World.Json(
            """{"definition":{"match":"all","conditions":[{"field":"event.buy","op":"performed","where":[{"property":"p4o","op":"equals","value":3}]}]}}""")));
        Assert.Equal(0, preview.Count);
        Assert.Contains(preview.Warnings, warning => warning.StartsWith("No event `buy` has a property `p4o`. Did you mean `p", StringComparison.Ordinal));
    }

    private static bool Meets(int number, int turn) => (number + turn) % 4 == 3 && (number + turn) % 9 >= 5;

    private static Task Buy(World world, int number, int turn)
    {
        var properties = Enumerable.Range(0, Properties).ToDictionary(
            property => $"p{property}", property => property == 38 ? (number + turn) % 4 : property == 39 ? (number + turn) % 9 : property);
        return world.Ingest($$"""
            {"type":"track","event":"buy","userId":"u{{number}}","messageId":"m{{number}}-{{turn}}","timestamp":"{{world.Clock.Now}}","properties":{{JsonSerializer.Serialize(properties)}}}
            """);
    }

    private static async Task<string> RuleOf(World world)
    {
        var check = world.Service<DefinitionCheck>();
        var body = World.Json($$"""{ "definition": {{Asking}} }""");
        var use = await check.UseIn(World.Admin, body);
        return (await check.Require(World.Admin, AudienceBody.ReadDefinition(body, world.Limits), use, CancellationToken.None)).Inlined.Rule;
    }
}
