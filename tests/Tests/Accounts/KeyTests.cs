using Contracts;
using global::Accounts;
using Tests.Support;

namespace Tests.Accounts;

public class KeyTests
{
    private readonly MemoryAccountStore store = new();
    private readonly HandClock clock = new();
    private readonly KeyCache cache = new();

    [Fact]
    public async Task A_first_start_makes_an_admin_key_and_later_starts_make_none()
    {
        var key = await Found(null);
        Assert.Matches("^aud_[0-9a-z]{52}$", key);
        var admin = await Resolve(key!);
        Assert.Equal(("main", "organisation:main", "admin", "owner"), (admin!.Tenant, admin.Book, admin.User, admin.Role));
        Assert.True(admin.May(Scopes.Admin | Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export));
        Assert.Null(await Found(null));
        Assert.Single(store.AllKeys);
    }

    [Fact]
    public async Task A_crash_between_the_founding_and_the_key_leaves_a_key_to_the_next_start()
    {
        await store.Found(Install.First, null, null, clock.Now, default);
        Assert.NotNull(await Resolve((await Found(null))!));
    }

    [Fact]
    public async Task A_given_admin_key_works_and_one_that_is_short_is_refused()
    {
        var given = new string('x', 32);
        Assert.Null(await Found(given));
        Assert.NotNull(await Resolve(given));
        Assert.Equal("weak-key", (await Assert.ThrowsAsync<Refusal>(() => Found(given[1..]))).Type);
        Assert.Equal("weak-key", (await Assert.ThrowsAsync<Refusal>(() => Found($"{given} {given}"))).Type);
    }

    [Fact]
    public async Task Only_the_hash_of_a_key_is_kept()
    {
        var created = await Create(await Admin(), Scopes.Read);
        Assert.DoesNotContain(store.AllKeys, key => key.ToString().Contains(created.Key, StringComparison.Ordinal));
        Assert.Equal(created.Key[..10], created.Info.Prefix);
    }

    [Fact]
    public async Task A_key_grants_nothing_that_its_maker_lacks()
    {
        var admin = await Admin();
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Create(admin with { Scopes = Scopes.Admin | Scopes.Read }, Scopes.Write));
        Assert.Equal((403, "missing-scope"), (refusal.Status, refusal.Type));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => Create(admin with { Scopes = Scopes.Read }, Scopes.Read))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => Create(admin with { Role = "member" }, Scopes.Read))).Status);
        Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => Create(admin, Scopes.None))).Status);
    }

    [Fact]
    public async Task A_key_names_its_makers_own_book_or_the_organisations()
    {
        var admin = await Admin();
        Assert.Equal("organisation:main", (await Create(admin, Scopes.Read)).Info.Book);
        Assert.Equal("user:admin", (await Create(admin, Scopes.Read, "user:admin")).Info.Book);
        Assert.Equal("unknown-book", (await Assert.ThrowsAsync<Refusal>(() => Create(admin, Scopes.Read, "user:other"))).Type);
    }

    [Fact]
    public async Task A_key_is_looked_up_once_and_a_revoked_one_is_refused_at_once()
    {
        var admin = await Admin();
        var created = await Create(admin, Scopes.Read);
        var before = store.Lookups;
        Assert.NotNull(await Resolve(created.Key));
        Assert.NotNull(await Resolve(created.Key));
        Assert.Equal(before + 1, store.Lookups);
        Assert.True(await Revoke(admin, created.Info.Id));
        Assert.Null(await Resolve(created.Key));
        Assert.False(await Revoke(admin, created.Info.Id));
    }

    [Fact]
    public async Task A_lookup_that_began_before_a_revocation_is_not_kept()
    {
        var created = await Create(await Admin(), Scopes.Read);
        var generation = cache.Generation;
        cache.Clear();
        cache.Keep("hash", new CachedKey(await Admin(), store.AllKeys.Single(key => key.Id == created.Info.Id)), generation);
        Assert.Null(cache.Find("hash"));
    }

    [Fact]
    public async Task A_key_ends_at_the_instant_it_expires()
    {
        var created = await new CreateKeyHandler(store, clock).Handle(
            new CreateKey(await Admin(), "k", Scopes.Read, null, false, clock.Now + TimeSpan.FromHours(1)), default);
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await Resolve(created.Key));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Resolve(created.Key));
    }

    [Fact]
    public async Task Keys_are_listed_without_the_revoked_and_without_other_tenants()
    {
        var admin = await Admin();
        var created = await Create(admin, Scopes.Read);
        store.AllKeys.Add(store.AllKeys[0] with { Id = "other", Tenant = "other" });
        await Revoke(admin, store.AllKeys[0].Id);
        var listed = await new ListKeysHandler(store).Handle(new ListKeys(admin), default);
        Assert.Equal([created.Info.Id], listed.Select(key => key.Id));
        Assert.False(await Revoke(admin, "other"));
    }

    private async Task<Principal> Admin() =>
        (await Resolve(await new NewAdminKeyHandler(store, clock).Handle(new NewAdminKey(), default)))!;

    private Task<string?> Found(string? key) => new FoundHandler(store, clock).Handle(new Found(key), default);

    private Task<Principal?> Resolve(string key) =>
        new AuthenticateHandler(new KeyResolver(store, cache, clock)).Handle(new Authenticate(key), default);

    private Task<bool> Revoke(Principal by, string id) => new RevokeKeyHandler(store, cache, clock).Handle(new RevokeKey(by, id), default);

    private Task<CreatedKey> Create(Principal by, Scopes scopes, string? book = null) =>
        new CreateKeyHandler(store, clock).Handle(new CreateKey(by, "k", scopes, book, false, null), default);
}
