using System.Collections.Immutable;
using Accounts.Stored;
using Audiences.Stored;
using Contracts;
using Host.Clock;
using Host.Storage.Audiences;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    static readonly Founding First = new("main", "acme", "organisation:acme", "admin", "user:admin");

    [ContractFact]
    public async Task Founding_happens_once_and_adds_a_key_only_when_it_is_unknown()
    {
        Assert.True(await store.Accounts.Found(First, null, null, new(5), default));
        Assert.False(await store.Accounts.Found(First, null, null, new(6), default));
        Assert.True(await store.Accounts.Found(First, [1, 2], "ak_", new(7), default));
        Assert.False(await store.Accounts.Found(First, [1, 2], "ak_", new(8), default));

        var key = Assert.Single(await store.Accounts.Keys("main", default));
        Assert.Equal(("admin", "organisation:acme", new Instant(7)), (key.User, key.Book, key.CreatedAt));
        Assert.True(key.Scopes.HasFlag(Scopes.Admin | Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export));
        Assert.Equal(new StoredUser("main", "admin", "acme", "owner", "user:admin", "admin", null, new(5), null), await store.People.User("main", "admin", default));
        Assert.Null(await store.People.User("t2", "admin", default));
    }

    [ContractFact]
    public async Task A_key_is_found_by_its_hash_and_revoked_once_by_its_tenant()
    {
        await store.Accounts.Found(First, null, null, new(5), default);
        var key = new StoredKey("k1", "main", "acme", null, "web", "b", Scopes.Ingest, true, [9, 8], "pk_", new(1), new(2), null);
        await store.Accounts.AddKey(key, Audited("key.created"), default);
        var read = await store.Accounts.KeyByHash([9, 8], default);
        Assert.Equal(key with { Hash = read!.Hash }, read);
        Assert.Equal([9, 8], read.Hash);
        Assert.Null(await store.Accounts.KeyByHash([9], default));

        Assert.False(await store.Accounts.Revoke("t2", "k1", new(3), Audited("no"), default));
        Assert.True(await store.Accounts.Revoke("main", "k1", new(3), Audited("key.revoked"), default));
        Assert.False(await store.Accounts.Revoke("main", "k1", new(4), Audited("no"), default));
        Assert.Equal(new Instant(3), (await store.Accounts.KeyByHash([9, 8], default))!.RevokedAt);
    }

    [ContractFact]
    public async Task An_audiences_state_comes_back_whole_and_is_written_only_over_what_was_read()
    {
        var state = Audience("a1", "People") with
        {
            Versions = [new(1, "{\"match\":\"all\"}", new(3), "user:u")], Building = new(2, 1, "{}", new Dictionary<string, int> { ["x"] = 4 }.ToImmutableDictionary()),
            ActivatedAt = new(8), Cause = Cause.Edited, Description = "é",
        };
        var mine = await Read("a1");
        Assert.False(mine.RecordExists);
        var late = await Read("a1");
        mine.State = state;
        await Write("a1", mine);
        late.State = state;
        var refused = await Assert.ThrowsAsync<InconsistentStateException>(() => Write("a1", late));
        Assert.Equal(("1", (string?)null), (refused.StoredEtag, refused.CurrentEtag));

        await store.Restart();
        var read = await Read("a1");
        Assert.Equal((true, "1"), (read.RecordExists, read.ETag));
        Assert.Equal(
            state with { Versions = read.State!.Versions, Building = read.State.Building },
            read.State);
        Assert.Equal(state.Versions.AsEnumerable(), read.State.Versions);
        Assert.Equal(4, read.State.Building!.Uses["x"]);
    }

    [ContractFact]
    public async Task A_name_is_unique_in_its_owner_until_the_audience_is_deleted_and_a_key_for_ever()
    {
        var first = await Written(Audience("a1", "Élan"));
        await Assert.ThrowsAsync<AudienceNameTakenException>(() => Written(Audience("a2", " éLAN")));
        await Written(Audience("a3", "élan") with { Owner = "user:other" });
        await Assert.ThrowsAsync<InvalidOperationException>(() => Written(Audience("a4", "other") with { Key = "key-a1" }));
        Assert.Equal(["a1", "a3"], (await store.Audiences.All(Some.Tenant, default)).Select(state => state.Id));

        first.State = first.State! with { Deleted = true };
        await Write("a1", first);
        await Written(Audience("a2", "élan"));
        Assert.Equal(["a2", "a3"], (await store.Audiences.All(Some.Tenant, default)).Select(state => state.Id).Order());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Written(Audience("a4", "other") with { Key = "key-a1" }));
        Assert.Empty(await store.Audiences.All("t2", default));
    }

    [ContractFact]
    public async Task Who_has_read_the_audiences_before_sees_every_write_since_by_creation()
    {
        // Each keeps what it has read: the second is asked less often, and a third comes when all is written.
        var rarely = new AudienceStore(store.Database);
        var second = await Written(Audience("a2", "Second") with { CreatedAt = new(20) });
        Assert.Equal(["Second"], await Names(store.Audiences));
        Assert.Equal(["Second"], await Names(rarely));

        var first = await Written(Audience("a1", "First") with { CreatedAt = new(10) });
        Assert.Equal(["First", "Second"], await Names(store.Audiences));
        second.State = second.State! with { Name = "Renamed" };
        await Write("a2", second);
        Assert.Equal(["First", "Renamed"], await Names(store.Audiences));
        first.State = first.State! with { Deleted = true };
        await Write("a1", first);
        await Written(Audience("a3", "Third") with { CreatedAt = new(30) });

        string[] expected = ["Renamed", "Third"];
        Assert.Equal(expected, await Names(store.Audiences));
        Assert.Equal(expected, await Names(rarely));
        Assert.Equal(expected, await Names(new AudienceStore(store.Database)));
        Assert.Empty(await Names(store.Audiences, "t2"));
    }

    static async Task<IEnumerable<string>> Names(IAudienceStore audiences, string tenant = Some.Tenant) =>
        (await audiences.All(tenant, default)).Select(state => state.Name);

    [ContractFact]
    public async Task The_manual_clock_starts_in_2000_moves_forward_and_stands_still_over_a_restart()
    {
        using var clock = new ManualClock(store.Clock);
        await clock.Load(default);
        Assert.Equal("2000-01-01T00:00:00.000Z", clock.Now.ToString());
        await clock.MoveTo(clock.Now + TimeSpan.FromDays(1), default);
        var back = await Assert.ThrowsAsync<Refusal>(() => clock.MoveTo(clock.Now - TimeSpan.FromMilliseconds(1), default));
        Assert.Equal((422, "clock-backwards"), (back.Status, back.Type));
        await clock.MoveTo(clock.Now, default);

        await store.Restart();
        using var again = new ManualClock(store.Clock);
        await again.Load(default);
        Assert.Equal("2000-01-02T00:00:00.000Z", again.Now.ToString());
    }

    [ContractFact]
    public async Task Answers_are_kept_for_their_time()
    {
        await store.KeptAnswers.Keep([1], [7], new(10), new(20), default);
        Assert.Equal([7], await store.KeptAnswers.Find([1], new(19), default));
        Assert.Null(await store.KeptAnswers.Find([1], new(20), default));
        Assert.Null(await store.KeptAnswers.Find([2], new(10), default));
        await store.KeptAnswers.Keep([2], [8], new(20), new(30), default);
        Assert.Null(await store.KeptAnswers.Find([1], new(0), default));
    }

    static AudienceState Audience(string id, string name) => new()
    {
        Id = id, Key = $"key-{id}", Book = Some.Book, Owner = "user:u", Kind = "custom", Name = name, Revision = 1, CreatedAt = new(id[1]), CreatedBy = "user:u",
    };

    static GrainId Of(string id) => GrainId.Create("audience", GrainKeys.Audience(Some.Tenant, id));

    async Task<GrainState<AudienceState>> Read(string id)
    {
        var state = new GrainState<AudienceState>();
        await store.AudienceStates.ReadStateAsync("audience", Of(id), state);
        return state;
    }

    Task Write(string id, GrainState<AudienceState> state) => store.AudienceStates.WriteStateAsync("audience", Of(id), state);

    async Task<GrainState<AudienceState>> Written(AudienceState state)
    {
        var held = await Read(state.Id);
        held.State = state;
        await Write(state.Id, held);
        return held;
    }
}
