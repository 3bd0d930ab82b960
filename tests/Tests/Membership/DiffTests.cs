using Contracts;

namespace Tests.Membership;

/// <summary>What an edit would change is what it then changes.</summary>
public sealed class DiffTests
{
    private const string Recent = """{"match":"all","conditions":[{"field":"event.buy","op":"performed","within":"1h"}]}""";
    private const string Often = """{"match":"all","conditions":[{"field":"event.buy","op":"performed","atLeast":2}]}""";

    [Fact]
    public async Task Who_enters_and_leaves_by_the_edit_is_who_the_diff_said_at_the_instant()
    {
        await using var world = await World.Open();
        var random = new Random(7);
        for (var number = 0; number < 60; number++)
            await Buy(world, $"p{random.Next(25)}", number, random.Next(120));
        var audience = await world.Audience("buyers", Recent);
        for (var round = 0; round < 4; round++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 20)));
            var definition = round % 2 == 0 ? Often : Recent;
            var before = await world.Members(audience.Id);
            var diff = await Ask(world, audience.Id, definition);
            await world.Edit(audience, definition);
            var after = await world.Members(audience.Id);

            Assert.Equal((after.Except(before).Count(), before.Except(after).Count()), (diff.Entering.Count, diff.Leaving.Count));
            Assert.True(diff.Entering.Count + diff.Leaving.Count > 0, "The edit changes nothing, so nothing was shown.");
            Assert.Equal(Math.Min(10, diff.Entering.Count), diff.Entering.Sample.Distinct().Count());
            Assert.Subset(after.Except(before).ToHashSet(), diff.Entering.Sample.ToHashSet());
            Assert.Subset(before.Except(after).ToHashSet(), diff.Leaving.Sample.ToHashSet());
            Assert.Equal((world.Clock.Now, round + 1), (diff.AsOf, diff.Version));
        }
    }

    [Fact]
    public async Task A_diff_warns_as_a_preview_does_and_refuses_what_saving_would_refuse()
    {
        await using var world = await World.Open();
        await Buy(world, "ann", 1, 0);
        var audience = await world.Audience("buyers", Recent);
        var diff = await Ask(world, audience.Id, """{"match":"all","conditions":[{"field":"event.bye","op":"performed"}]}""");
        Assert.Contains(diff.Warnings, warning => warning.Contains("bye", StringComparison.Ordinal));
        var circle = await Assert.ThrowsAsync<Refusal>(
            () => Ask(world, audience.Id, $$"""{"match":"all","conditions":[{"field":"audience.{{audience.Id}}","op":"memberOf"}]}"""));
        Assert.Equal("circular-reference", circle.Type);
    }

    private static Task<DiffView> Ask(World world, string audience, string definition) =>
        world.Door.Send(new DiffAudience(World.Admin, audience, World.Json($$"""{"definition":{{definition}}}""")));

    private static Task Buy(World world, string who, int number, int minutesAgo) => world.Ingest(
        $$"""{"type":"track","userId":"{{who}}","event":"buy","messageId":"m{{number}}","timestamp":"{{world.Clock.GetUtcNow().AddMinutes(-minutesAgo):O}}"}""");
}
