using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Orleans;

namespace Tests.Membership;

/// <summary>Audiences and what happens to contacts, on the real engine and a real file.</summary>
public sealed class AudienceTests
{
    private const string Premium = """{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"premium"}]}""";
    private const string Vip = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";

    [Fact]
    public async Task An_audience_follows_the_one_it_refers_to_through_edits_and_restarts()
    {
        await using var world = await World.Open();
        var ann = Guid.Parse((await world.Upsert("""{"externalId":"ann","traits":{"plan":"premium"}}""")).Id);
        var bob = Guid.Parse((await world.Upsert("""{"externalId":"bob","tags":["vip"]}""")).Id);
        var named = await world.Audience("named", Premium);
        var other = await world.Audience("other", $$"""{"match":"all","conditions":[{"field":"audience.{{named.Id}}","op":"notMemberOf"}]}""");
        Assert.Equal([bob], await world.Members(other.Id));

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Upsert("""{"externalId":"bob","traits":{"plan":"premium"}}""");
        Assert.Empty(await world.Members(other.Id));

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Edit(named, Vip);
        Assert.Equal([ann], await world.Members(other.Id));

        await world.Restart(gracefully: false);
        Assert.Equal([ann], await world.Members(other.Id));
        Assert.Equal(["entered", "left", "entered"], (await world.Changes(other.Id)).Select(change => change.Change));
    }

    [Fact]
    public async Task An_audience_that_others_refer_to_is_not_deleted_and_a_circle_is_refused()
    {
        await using var world = await World.Open();
        var named = await world.Audience("named", Premium);
        var other = await world.Audience("other", $$"""{"match":"all","conditions":[{"field":"audience.{{named.Id}}","op":"memberOf"}]}""");

        var inUse = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new DeleteAudience(World.Admin, named.Id, null)));
        Assert.Equal((409, "audience-in-use"), (inUse.Status, inUse.Type));
        var circle = await Assert.ThrowsAsync<Refusal>(
            () => world.Edit(named, $$"""{"match":"all","conditions":[{"field":"audience.{{other.Id}}","op":"memberOf"}]}"""));
        Assert.Equal("circular-reference", circle.Type);

        await world.Door.Send(new DeleteAudience(World.Admin, other.Id, null));
        await world.Door.Send(new DeleteAudience(World.Admin, named.Id, null));
        Assert.Empty(await world.Door.Send(new ListAudiences(World.Admin, null, null, null)));
        await world.Restart(gracefully: true);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(() => world.Members(named.Id))).Status);
    }

    [Fact]
    public async Task A_merged_contact_leaves_and_the_survivor_enters_with_cause_merged()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("both", """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"},{"field":"event.buy","op":"performed"}]}""");
        var ann = await world.Upsert("""{"externalId":"ann","tags":["vip"]}""");
        var bob = await world.Upsert("""{"externalId":"bob"}""");
        await world.Ingest("""{"type":"track","userId":"bob","event":"buy","messageId":"m1","timestamp":"2025-12-31T00:00:00Z"}""");

        await world.Door.Send(new MergeContact(World.Admin, bob.Id, ann.Id));

        Assert.Equal([Guid.Parse(ann.Id)], await world.Members(audience.Id));
        Assert.Equal(["merged"], (await world.Changes(audience.Id)).Select(change => change.Cause));
        Assert.Equal(ann.Id, (await world.Door.Send(new GetContact(World.Admin, bob.Id))).Id);
        Assert.Equal(MessageResult.Duplicate, (await world.Ingest(
            """{"type":"track","userId":"bob","event":"buy","messageId":"m1","timestamp":"2025-12-31T00:00:00Z"}""")).Result);
        await world.Restart(gracefully: false);
        Assert.Equal([Guid.Parse(ann.Id)], await world.Members(audience.Id));
    }

    [Fact]
    public async Task A_merge_that_a_crash_interrupted_is_finished_at_the_next_start()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("both", """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"},{"field":"event.buy","op":"performed"}]}""");
        var ann = Guid.Parse((await world.Upsert("""{"externalId":"ann","tags":["vip"]}""")).Id);
        var bob = Guid.Parse((await world.Upsert("""{"externalId":"bob"}""")).Id);
        await world.Ingest("""{"type":"track","userId":"bob","event":"buy","messageId":"m1","timestamp":"2025-12-31T00:00:00Z"}""");

        await Close(world, bob, ann);
        Assert.Empty(await world.Members(audience.Id));
        await world.Restart(gracefully: false);
        Assert.True(await world.Door.Send(new FinishMerges(World.Admin.Tenant)));

        Assert.Equal([ann], await world.Members(audience.Id));
        Assert.Equal(ann.ToString("N"), (await world.Door.Send(new GetContact(World.Admin, "externalId:bob"))).Id);
    }

    [Fact]
    public async Task An_erased_contact_leaves_everything_and_its_messages_do_not_bring_it_back()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("buyers", """{"match":"all","conditions":[{"field":"event.buy","op":"performed"}]}""");
        const string Message = """{"type":"track","userId":"ann","event":"buy","messageId":"m1","timestamp":"2025-12-31T00:00:00Z"}""";
        await world.Ingest(Message);
        Assert.Single(await world.Members(audience.Id));

        await world.Door.Send(new EraseContact(World.Admin, "externalId:ann", false));

        Assert.Empty(await world.Members(audience.Id));
        Assert.Equal(["event", "erased"], (await world.Changes(audience.Id)).Select(change => change.Cause));
        await world.Ingest(Message);
        Assert.Empty(await world.Members(audience.Id));
        await world.Restart(gracefully: true);
        await world.Ingest(Message);
        Assert.Empty(await world.Members(audience.Id));
        Assert.Equal(2, (await world.Changes(audience.Id)).Count);
    }

    [Fact]
    public async Task An_archived_contact_leaves_at_once_and_comes_back()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("premium", Premium);
        await world.Upsert("""{"externalId":"ann","traits":{"plan":"premium"}}""");

        await world.Door.Send(new ArchiveContact(World.Admin, "externalId:ann", true));
        Assert.Empty(await world.Members(audience.Id));
        await world.Door.Send(new ArchiveContact(World.Admin, "externalId:ann", false));

        Assert.Single(await world.Members(audience.Id));
        Assert.Equal(["profile", "archived", "unarchived"], (await world.Changes(audience.Id)).Select(change => change.Cause));
    }

    [Fact]
    public async Task Activate_edit_flip_by_time_and_an_event_make_one_entry_each()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("buyers", """{"match":"all","conditions":[{"field":"event.buy","op":"performed","within":"1h"}]}""", active: false);
        await world.Ingest("""{"type":"track","userId":"ann","event":"buy","messageId":"m1","timestamp":"2025-12-31T23:30:00Z"}""");
        await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "active"));
        await world.Edit(audience, """{"match":"all","conditions":[{"field":"event.buy","op":"performed","within":"45m"}]}""");
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.Ingest("""{"type":"track","userId":"ann","event":"buy","messageId":"m2","timestamp":"2026-01-01T00:19:00Z"}""");

        Assert.Equal(
            [("entered", "activated", "2026-01-01T00:00:00.000Z"), ("left", "time", "2026-01-01T00:15:00.000Z"), ("entered", "event", "2026-01-01T00:20:00.000Z")],
            (await world.Changes(audience.Id)).Select(change => (change.Change, change.Cause, change.At.ToString())));
    }

    [Fact]
    public async Task Resuming_announces_the_net_difference_once()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("premium", Premium);
        await world.Upsert("""{"externalId":"ann","traits":{"plan":"premium"}}""");
        await world.Upsert("""{"externalId":"bob","traits":{"plan":"premium"}}""");
        await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "paused"));
        await world.Upsert("""{"externalId":"ann","traits":{"plan":"free"}}""");
        await world.Upsert("""{"externalId":"bob","traits":{"plan":"free"}}""");
        await world.Upsert("""{"externalId":"bob","traits":{"plan":"premium"}}""");
        await world.Restart(gracefully: false);
        Assert.Single(await world.Members(audience.Id));
        Assert.Equal(2, (await world.Changes(audience.Id)).Count);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "active"));

        var last = (await world.Changes(audience.Id)).Skip(2);
        Assert.Equal([("left", "resumed")], last.Select(change => (change.Change, change.Cause)));
    }

    [Fact]
    public async Task Pages_of_changes_lose_and_repeat_nothing_where_a_flip_is_written_after_a_later_event()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("buyers", """{"match":"all","conditions":[{"field":"event.buy","op":"performed","within":"1h"}]}""");
        // Round-robin over four partitions: the first and the fifth share one.
        for (var person = 1; person <= 5; person++)
            await world.Upsert($$"""{"externalId":"p{{person}}"}""");
        await Buy("p1", "m1");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Buy("p2", "m2");
        world.Clock.Advance(TimeSpan.FromHours(2));
        // p1 has left an hour ago, which nobody has looked at yet: this is written before it.
        await Buy("p5", "m3");

        var changes = await world.Changes(audience.Id);

        Assert.Equal(5, changes.Count);
        Assert.Equal(5, changes.Select(change => (change.ContactId, change.Change)).Distinct().Count());

        Task Buy(string who, string message) => world.Ingest(
            $$"""{"type":"track","userId":"{{who}}","event":"buy","messageId":"{{message}}","timestamp":"{{world.Clock.GetUtcNow():O}}"}""");
    }

    [Fact]
    public async Task Two_edits_at_once_cannot_make_a_circle()
    {
        await using var world = await World.Open();
        for (var round = 0; round < 5; round++)
        {
            var one = await world.Audience($"one{round}", Premium);
            var two = await world.Audience($"two{round}", Vip);
            var edits = new[] { Refer(one, two), Refer(two, one) };
            var refused = 0;
            foreach (var edit in edits)
                refused += await edit ? 0 : 1;
            Assert.Equal(1, refused);
        }

        async Task<bool> Refer(AudienceView from, AudienceView to)
        {
            try
            {
                await world.Edit(from, $$"""{"match":"all","conditions":[{"field":"audience.{{to.Id}}","op":"memberOf"}]}""");
                return true;
            }
            catch (Refusal refusal) when (refusal.Type == "circular-reference")
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData("custom", "custom and static", "MostCustom")]
    [InlineData("organisation", "organisation", "MostOfOrganisation")]
    public async Task More_audiences_than_are_allowed_are_refused_and_it_is_said_what_to_do(string kind, string counted, string setting)
    {
        await using var world = await World.Open(new AudienceLimits(Organisation: 2, Custom: 2));
        foreach (var name in (string[])["a", "b"])
            await Make(name, kind);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Make("c", kind));
        Assert.Equal("too-many-audiences", refusal.Type);
        Assert.Contains($"There are 2 {counted} audiences; delete one first, or raise the setting Audiences__{setting}.", refusal.Message);
        await Make("c", kind == "custom" ? "organisation" : "custom");

        Task Make(string name, string of) =>
            world.Door.Send(new CreateAudience(World.Admin, World.Json($$"""{"name":"{{name}}","kind":"{{of}}","definition":{{Vip}}}""")));
    }

    /// <summary>The first of a merge's two commits, as its crash leaves it.</summary>
    private static async Task Close(World world, Guid closed, Guid into)
    {
        var row = await world.Service<IContactStore>().Read(World.Admin.Tenant, closed, CancellationToken.None);
        var now = world.Clock.Now;
        var step = new ContactStep(StepKind.Close, now, now, null, null, 0, "{}", row!.Profile, Cause.Merged);
        var commit = new ContactCommit("close", row.Book, closed, row.Slot, row.Version, ImmutableArray.Create(step), [], [], CloseInto: into);
        var partition = world.Service<IGrainFactory>().GetGrain<IPartitionGrain>(GrainKeys.Partition(World.Admin.Tenant, row.Partition));
        Assert.Equal(CommitStatus.Committed, (await partition.Commit(commit)).Status);
    }
}
