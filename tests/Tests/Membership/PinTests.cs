using Contracts;

namespace Tests.Membership;

/// <summary>People put into audiences and kept out of them by hand.</summary>
public sealed class PinTests
{
    private const string Vip = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";

    [Fact]
    public async Task Pins_go_before_conditions_are_announced_as_such_and_survive_a_crash()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("vips", Vip);
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        var bob = await world.Upsert("""{"externalId":"bob","tags":["vip"]}""");
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        await Pin(world, audience.Id, $$"""{"in":["{{ann.Id}}"],"out":["externalId:bob"]}""");

        Assert.Equal([Guid.Parse(ann.Id)], await world.Members(audience.Id));
        Assert.Equal(
            [("entered", "pinned"), ("entered", "profile"), ("left", "pinned")],
            (await world.Changes(audience.Id)).Select(change => (change.Change, change.Cause)).Order());
        Assert.Equal(
            [(Guid.Parse(ann.Id), "in", "user:u"), (Guid.Parse(bob.Id), "out", "user:u")],
            (await Pins(world, audience.Id)).Select(item => (item.ContactId, item.Pinned.As, item.Pinned.By)));
        await world.Restart(gracefully: false);
        Assert.Equal([Guid.Parse(ann.Id)], await world.Members(audience.Id));

        await Pin(world, audience.Id, $$"""{"clear":["{{ann.Id}}","{{bob.Id}}"]}""");
        Assert.Equal([Guid.Parse(bob.Id)], await world.Members(audience.Id));
        Assert.Empty(await Pins(world, audience.Id));
    }

    [Fact]
    public async Task Pinning_again_changes_nothing_and_does_not_organize_anybody()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("vips", Vip);
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        await Pin(world, audience.Id, $$"""{"in":["{{ann.Id}}"]}""");
        var first = Assert.Single(await Pins(world, audience.Id));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await Pin(world, audience.Id, $$"""{"in":["{{ann.Id}}"]}""");
        Assert.Equal(first, Assert.Single(await Pins(world, audience.Id)));
        Assert.Single(await world.Changes(audience.Id));
        Assert.False((await world.Door.Send(new GetContact(World.Admin, ann.Id))).Organized);
    }

    [Fact]
    public async Task Who_is_not_there_or_is_named_twice_leaves_everybody_unpinned()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("vips", Vip);
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        var refused = await Assert.ThrowsAsync<Refusal>(() => Pin(world, audience.Id, $$"""{"in":["{{ann.Id}}","externalId:nobody"],"out":["externalId:ann"]}"""));
        Assert.Equal(["in[1]", "out[0]"], refused.Errors!.Keys.Order());
        Assert.Empty(await world.Members(audience.Id));
        foreach (var body in new[] { "{}", """{"in":"x"}""", """{"in":[1]}""", """{"inside":[]}""", $$"""{"in":[{{string.Join(',', Enumerable.Repeat("\"x\"", 1001))}}]}""" })
            Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => Pin(world, audience.Id, body))).Status);
    }

    [Fact]
    public async Task A_reference_brings_the_pins_of_the_other()
    {
        await using var world = await World.Open();
        var vips = await world.Audience("vips", Vip);
        var others = await world.Audience("others", $$"""{"match":"all","conditions":[{"field":"audience.{{vips.Id}}","op":"notMemberOf"}]}""");
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        Assert.Single(await world.Members(others.Id));
        await Pin(world, vips.Id, $$"""{"in":["{{ann.Id}}"]}""");
        Assert.Empty(await world.Members(others.Id));
        Assert.Equal("pinned", (await world.Changes(others.Id))[^1].Cause);
    }

    [Fact]
    public async Task Joined_contacts_are_pinned_out_where_one_of_them_was()
    {
        await using var world = await World.Open();
        var vips = await world.Audience("vips", Vip);
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        var bob = await world.Upsert("""{"externalId":"bob"}""");
        await Pin(world, vips.Id, $$"""{"in":["{{ann.Id}}"],"out":["{{bob.Id}}"]}""");
        await world.Door.Send(new MergeContact(World.Admin, bob.Id, ann.Id));
        Assert.Empty(await world.Members(vips.Id));
        Assert.Equal(("merged", "left"), (await world.Changes(vips.Id)).Select(change => (change.Cause, change.Change)).Last());
    }

    [Fact]
    public async Task An_edit_and_a_pause_keep_pins()
    {
        await using var world = await World.Open();
        var vips = await world.Audience("vips", Vip);
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        await Pin(world, vips.Id, $$"""{"in":["{{ann.Id}}"]}""");
        await world.Edit(vips, """{"match":"all","conditions":[{"field":"stage","op":"equals","value":"Lost"}]}""");
        await world.Door.Send(new SetAudienceStatus(World.Admin, vips.Id, "paused"));
        Assert.Single(await world.Members(vips.Id));
        var diff = await world.Door.Send(new DiffAudience(World.Admin, vips.Id, World.Json($$"""{"definition":{{Vip}}}""")));
        Assert.Equal((0, 0), (diff.Entering.Count, diff.Leaving.Count));
    }

    [Fact]
    public async Task Explain_says_who_pinned_and_that_it_decides()
    {
        await using var world = await World.Open();
        var vips = await world.Audience("vips", Vip);
        var ann = await world.Upsert("""{"externalId":"ann"}""");
        await Pin(world, vips.Id, $$"""{"in":["{{ann.Id}}"]}""");
        var explained = await world.Door.Send(new ExplainAudience(World.Admin, vips.Id, Guid.Parse(ann.Id)));
        Assert.True(explained.Member);
        Assert.Equal("it is pinned in by hand", explained.Tree.Because);
        var pin = explained.Tree.Parts!.Single(part => part.Path == "pinned");
        Assert.True(pin.Decides);
        Assert.StartsWith("pinned in by user:u at ", pin.Because);
        Assert.DoesNotContain(explained.Tree.Parts!, part => part.Path == "definition.conditions" && part.Decides);
    }

    private static Task<AudienceAnswer> Pin(World world, string audience, string body) =>
        world.Door.Send(new PinMembers(World.Admin, audience, World.Json(body)));

    /// <summary>In pages of one.</summary>
    private static async Task<List<PinnedItem>> Pins(World world, string audience)
    {
        var all = new List<PinnedItem>();
        while (true)
        {
            var page = await world.Door.Send(new ListPins(World.Admin, audience, all.Count == 0 ? null : all[^1].ContactId, 1));
            all.AddRange(page.Items);
            if (!page.More)
                return all;
        }
    }
}
