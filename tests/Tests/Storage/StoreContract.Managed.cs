using Sharing.Stored;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    static StoredManaged Managed(string id, string tenant = "main", string organisation = "acme") => new()
    {
        Tenant = tenant, Organisation = organisation, Id = id, Name = $"Name {id}", Description = "why", Definition = """{"match":"all"}""", Recipients = ["everyone", "user:ann"],
        Stopped = ["bob"], Edition = 3, Version = 7, CreatedAt = new(1), CreatedBy = "user:admin", UpdatedAt = new(2), UpdatedBy = "user:eve",
    };

    [ContractFact]
    public async Task Managed_audiences_are_added_changed_and_removed_each_as_it_is_then()
    {
        await store.Managed.Add(Managed("b"), others => Assert.Empty(others), default);
        await store.Managed.Add(Managed("a"), others => Assert.Equal("b", others.Single().Id), default);
        await store.Managed.Add(Managed("c", organisation: "other"), others => Assert.Empty(others), default);
        await store.Managed.Add(Managed("a", "far"), others => Assert.Empty(others), default);
        await Assert.ThrowsAsync<TimeoutException>(() => store.Managed.Add(Managed("d"), _ => throw new TimeoutException(), default));

        var changed = await store.Managed.Change("main", "a", (held, all) => held with { Ended = true, Version = all.Length }, default);
        Assert.Equal((true, 2L), (changed!.Ended, changed.Version));
        await Assert.ThrowsAsync<TimeoutException>(() => store.Managed.Change("main", "b", (_, _) => throw new TimeoutException(), default));
        Assert.Null(await store.Managed.Change("main", "d", (held, _) => held, default));

        await store.Restart();
        Assert.Equal(["far", "main"], (await store.Managed.Tenants(default)).AsEnumerable());
        var all = await store.Managed.OfTenant("main", default);
        Assert.Equal(["a", "b", "c"], all.Select(set => set.Id));
        Assert.Equal((Managed("b") with { Recipients = [], Stopped = [] }).ToString(), (all[1] with { Recipients = [], Stopped = [] }).ToString());
        Assert.Equal(("everyone user:ann", "bob"), (string.Join(' ', all[1].Recipients), string.Join(' ', all[1].Stopped)));
        await store.Managed.Remove("far", "a", default);
        Assert.Equal(["main"], (await store.Managed.Tenants(default)).AsEnumerable());
        Assert.Equal(3, (await store.Managed.OfTenant("main", default)).Length);
    }
}
