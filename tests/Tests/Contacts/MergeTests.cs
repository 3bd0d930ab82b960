using Contacts;
using Contracts;

namespace Tests.Contacts;

public sealed class MergeTests
{
    private readonly World world = new();

    [Fact]
    public async Task The_survivor_has_the_messages_and_the_identities_of_both_and_the_old_id_leads_to_it()
    {
        var (one, other) = await Two();
        Assert.Equal(one, await world.Merge(other, one));
        Assert.Equal(["1", "2"], world.MessagesOf(one).Order());
        Assert.Empty(world.MessagesOf(other));
        Assert.Equal(ContactState.Merged, world[other].State);
        foreach (var reference in new[] { "externalId:u2", "anonymousId:a2", "email:u2@x.y", other.ToString("N"), one.ToString() })
            Assert.Equal(one, (await world.Find(reference)).Id);
    }

    [Fact]
    public async Task Messages_that_go_on_for_the_absorbed_one_reach_the_survivor()
    {
        var (one, other) = await Two();
        await world.Merge(other, one);
        await world.Ingest(Track("u2", "3"));
        Assert.Equal(["1", "2", "3"], world.MessagesOf(one).Order());
    }

    [Fact]
    public async Task Crossing_merges_do_not_hang_and_leave_one()
    {
        for (var i = 0; i < 50; i++)
        {
            var world = new World();
            var one = (await world.Upsert("{'externalId':'u1'}")).Id;
            var other = (await world.Upsert("{'externalId':'u2'}")).Id;
            await world.Ingest(Track("u1", "1"), Track("u2", "2"));
            await Task.WhenAll(world.Merge(one, other), world.Merge(other, one), world.Ingest(Track("u1", "3")), world.Ingest(Track("u2", "4")))
                .WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(["1", "2", "3", "4"], world.MessagesOf(Assert.Single(world.Live).Id).Order());
        }
    }

    [Fact]
    public async Task Merges_in_a_ring_do_not_hang_and_leave_one()
    {
        for (var i = 0; i < 100; i++)
        {
            var world = new World();
            var ring = new List<Guid>();
            for (var n = 0; n < 4; n++) ring.Add((await world.Upsert($"{{'externalId':'u{n}'}}")).Id);
            await world.Ingest([.. Enumerable.Range(0, 4).Select(n => Track($"u{n}", $"{n}"))]);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(n => world.Merge(ring[n], ring[(n + 1) % 4]))).WaitAsync(TimeSpan.FromSeconds(30));
            await new FinishMergesHandler(world, world.Door).Handle(new("main"), CancellationToken.None);
            Assert.Equal(["0", "1", "2", "3"], world.MessagesOf(Assert.Single(world.Live).Id).Order());
        }
    }

    [Fact]
    public async Task A_merge_that_a_crash_cut_in_two_is_finished_at_the_start()
    {
        var (one, other) = await CutInTwo();
        Assert.Equal(ContactState.Merging, world[other].State);
        Assert.True(await new FinishMergesHandler(world, world.Door).Handle(new("main"), CancellationToken.None));
        Assert.Equal(["1", "2"], world.MessagesOf(one).Order());
    }

    [Fact]
    public async Task A_merge_that_a_crash_cut_in_two_is_finished_by_the_next_message()
    {
        var (one, _) = await CutInTwo();
        await world.Ingest(Track("u2", "3"));
        Assert.Equal(["1", "2", "3"], world.MessagesOf(one).Order());
    }

    [Fact]
    public async Task Erasing_the_survivor_of_a_merge_that_was_cut_in_two_erases_both()
    {
        var (one, other) = await CutInTwo();
        await world.Door.Order(world[one], grain => grain.Erase(false));
        Assert.Empty(world.MessagesOf(one));
        Assert.Empty(world.MessagesOf(other));
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(() => world.Find("externalId:u2"))).Status);
    }

    [Fact]
    public async Task A_chain_of_merges_ends_in_its_last()
    {
        var (one, other) = await CutInTwo();
        var last = (await world.Upsert("{'externalId':'u3'}")).Id;
        Assert.Equal(last, await world.Merge(one, last));
        Assert.True(await new FinishMergesHandler(world, world.Door).Handle(new("main"), CancellationToken.None));
        Assert.Equal(["1", "2"], world.MessagesOf(last).Order());
        Assert.Equal(last, (await world.Find(other.ToString("N"))).Id);
        Assert.Equal(last, (await world.Find("externalId:u2")).Id);
    }

    [Fact]
    public async Task A_merge_that_somebody_else_is_finishing_is_looked_at_again()
    {
        var (one, other) = await Two();
        var isFirst = true;
        world.Misfortune = commit =>
        {
            if (commit.Absorbs is null || !isFirst) return null;
            isFirst = false;
            return new(CommitStatus.Gone);
        };
        Assert.Equal(one, await world.Merge(other, one));
        Assert.Equal(["1", "2"], world.MessagesOf(one).Order());
    }

    [Fact]
    public async Task Who_was_merged_away_before_it_could_be_shown_is_shown_as_its_survivor()
    {
        var (one, other) = await Two();
        await world.Merge(other, one);
        Assert.Equal(one.ToString("N"), (await new ContactViews(world, world.Grains, world.Organisation, world.Clock).Show(Some.Key(), other, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task A_message_that_both_have_is_kept_once()
    {
        var (one, other) = await Two();
        await world.Ingest(Track("u1", "3"), Track("u2", "3"));
        await world.Merge(other, one);
        Assert.Equal(["1", "2", "3"], world.MessagesOf(one).Order());
    }

    [Fact]
    public async Task An_edit_with_an_old_version_is_refused()
    {
        var contact = await world.Upsert("{'externalId':'u'}");
        var edit = new EditOrder(contact.Book, new(EditKind.Patch, "{}", Some.ByApi(Some.Noon), null), null, contact.Version + 1);
        Assert.Equal(412, (await Assert.ThrowsAsync<Refusal>(() => world.Door.Order(contact, grain => grain.Edit(edit)))).Status);
    }

    [Fact]
    public async Task A_key_that_another_contact_has_is_refused()
    {
        await world.Upsert("{'externalId':'u1'}");
        var contact = await world.Upsert("{'externalId':'u2'}");
        var edit = new EditOrder(contact.Book, new(EditKind.Patch, """{"externalId":"u1"}""", Some.ByApi(Some.Noon), null), null, null);
        Assert.Equal(409, (await Assert.ThrowsAsync<Refusal>(() => world.Door.Order(contact, grain => grain.Edit(edit)))).Status);
        Assert.Equal("u2", world[contact.Id].Profile.ExternalId);
    }

    private async Task<(Guid One, Guid Other)> Two()
    {
        var one = await world.Upsert("{'externalId':'u1','anonymousIds':['a1'],'email':'u1@x.y'}");
        var other = await world.Upsert("{'externalId':'u2','anonymousIds':['a2'],'email':'u2@x.y'}");
        await world.Ingest(Track("u1", "1"), Track("u2", "2"));
        return (one.Id, other.Id);
    }

    /// <summary>The other contact is closed into the one; then the process dies.</summary>
    private async Task<(Guid One, Guid Other)> CutInTwo()
    {
        var (one, other) = await Two();
        world.Misfortune = commit => commit.Absorbs is null ? null : throw new IOException("gone");
        await Assert.ThrowsAsync<IOException>(() => world.Merge(other, one));
        world.Misfortune = _ => null;
        world.Crash();
        return (one, other);
    }

    private static string Track(string user, string id) => $"{{'type':'track','event':'x','userId':'{user}','messageId':'{id}'}}";
}
