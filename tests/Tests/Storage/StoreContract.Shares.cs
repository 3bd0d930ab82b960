using Contracts;
using Sharing.Stored;

namespace Tests.Storage;

/// <summary>Shares, their recipients, and what was last seen of their contacts.</summary>
public abstract partial class StoreContract
{
    private static readonly Principal Ann = new(Some.Tenant, "main", "ann", "member", "user:ann", Scopes.Read | Scopes.Write, false, "k1");

    IShareStore Shares => store.Shares;

    [ContractFact]
    public async Task A_share_is_read_as_it_was_written_also_after_a_restart_and_an_audience_has_but_one()
    {
        var share = await Shared("01", "a1");
        Assert.False(await Shares.Add(share with { Id = "02" }, default));
        await Shares.Change(Some.Tenant, "01", held => held with
        {
            Share = held.Share with { State = held.Share.State with { Status = ShareStatus.Syncing, Sequence = 7, Recipients = ["user:bob"], Skipped = new(1, 2, 3, 4, 5), SyncedAt = new(9) } },
            Recipients = [Recipient("bob", RecipientPhase.Given), Recipient("eve", RecipientPhase.Left)],
        }, default);
        await store.Restart();
        var read = (await Shares.OfAudience(Some.Tenant, "a1", default))!;
        Assert.Equal((7, "user:bob", new SkippedView(1, 2, 3, 4, 5), new Instant(9)), (read.State.Sequence, read.State.Recipients.Single(), read.State.Skipped, read.State.SyncedAt));
        Assert.Equal(Ann, read.Who with { OwnBooks = Ann.OwnBooks, OrganisationBooks = Ann.OrganisationBooks, Teams = Ann.Teams });
        Assert.Equal([Recipient("bob", RecipientPhase.Given), Recipient("eve", RecipientPhase.Left)], (await Shares.Recipients(Some.Tenant, "01", default)).AsEnumerable());
        Assert.Equal(Recipient("eve", RecipientPhase.Left), await Shares.Receiver(Some.Tenant, "audience of eve", default));
        Assert.Equal(Recipient("bob", RecipientPhase.Given), await Shares.Recipient(Some.Tenant, "01", "bob", default));
        Assert.Null(await Shares.Read("other", "01", default));
        Assert.Null(await Shares.Receiver("other", "audience of eve", default));
    }

    [ContractFact]
    public async Task Busy_are_those_that_sync_or_end_or_of_which_a_recipient_does()
    {
        foreach (var id in (string[])["01", "02", "03", "04"]) await Shared(id, $"a{id}");
        await Shares.Change(Some.Tenant, "02", held => held with { Share = held.Share with { State = held.Share.State with { Status = ShareStatus.Syncing } } }, default);
        await Shares.Change(Some.Tenant, "03", held => held with { Recipients = [Recipient("bob", RecipientPhase.Leaving) with { Share = "03" }] }, default);
        await Shares.Change(Some.Tenant, "04", held => held with { Recipients = [Recipient("eve", RecipientPhase.Left) with { Share = "04" }] }, default);
        Assert.Equal([(Some.Tenant, "02"), (Some.Tenant, "03")], (await Shares.Busy(default)).AsEnumerable());
        await Shares.ChangeRecipient(Some.Tenant, "03", "bob", _ => null, default);
        Assert.Equal([(Some.Tenant, "02")], (await Shares.Busy(default)).AsEnumerable());
    }

    [ContractFact]
    public async Task Sources_are_noted_for_the_sync_to_come_read_by_pages_since_another_and_go_with_the_share()
    {
        await Shared("01", "a1");
        Guid[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).Order()];
        Assert.True(await Shares.SaveSources(Some.Tenant, "01", [.. ids.Select((id, i) => new ShareSource(id, i, 1, true))], default));
        Assert.False(await Shares.SaveSources(Some.Tenant, "01", [new(ids[0], 9, 2, true)], default));
        await Shares.Change(Some.Tenant, "01", held => held with { Share = held.Share with { State = held.Share.State with { Sequence = 1 } } }, default);
        Assert.False(await Shares.SaveSources(Some.Tenant, "01", [new(ids[0], 9, 1, true)], default));
        Assert.True(await Shares.SaveSources(Some.Tenant, "01", [new(ids[3], 9, 2, false)], default));
        await store.Restart();
        Assert.Equal(ids[..2], (await Shares.Sources(Some.Tenant, "01", 0, null, 2, default)).Select(source => source.Source));
        Assert.Equal([new(ids[2], 2, 1, true), new(ids[3], 9, 2, false), new(ids[4], 4, 1, true)], (await Shares.Sources(Some.Tenant, "01", 0, ids[1], 10, default)).AsEnumerable());
        Assert.Equal([new(ids[3], 9, 2, false)], (await Shares.Sources(Some.Tenant, "01", 1, null, 10, default)).AsEnumerable());
        Assert.Equal((5, 1), (await Shares.CountSources(Some.Tenant, "01", 0, default), await Shares.CountSources(Some.Tenant, "01", 1, default)));

        Assert.False(await Shares.Remove(Some.Tenant, "01", default));
        await Shares.Change(Some.Tenant, "01", held => new(held.Share with { State = held.Share.State with { Status = ShareStatus.Ending } }, [Recipient("bob", RecipientPhase.Ending)]), default);
        Assert.False(await Shares.Remove(Some.Tenant, "01", default));
        await Shares.ChangeRecipient(Some.Tenant, "01", "bob", _ => null, default);
        Assert.True(await Shares.Remove(Some.Tenant, "01", default));
        Assert.Empty(await Shares.Sources(Some.Tenant, "01", 0, null, 10, default));
        Assert.False(await Shares.SaveSources(Some.Tenant, "01", [new(ids[0], 9, 3, true)], default));
    }

    async Task<StoredShare> Shared(string id, string audience)
    {
        var share = new StoredShare(id, Ann, audience, "user:ann", new(5), new() { Name = "Buyers" });
        Assert.True(await Shares.Add(share, default));
        return share;
    }

    static ShareRecipient Recipient(string user, RecipientPhase phase) => new(Some.Tenant, "01", user, $"audience of {user}", new()
    {
        Name = user, Book = $"user:{user}", Organisation = "main", Phase = phase, Sequence = 3, Tag = "Buyers", Fields = "*",
        Pass = new(7, 3, Guid.Parse("00000000-0000-0000-0000-00000000000a"), 1, 2, null, new(1, 2, 3, 4, 5)), Counts = new(5, 4, 3, 2, 1), SyncedAt = new(8),
    });
}
