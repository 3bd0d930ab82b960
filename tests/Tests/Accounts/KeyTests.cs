using Contracts;
using global::Accounts;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Support;

namespace Tests.Accounts;

public class KeyTests
{
    private readonly MemoryDirectoryStore directory = new();
    private readonly MemoryAccountStore store;
    private readonly KeyUses uses;
    private readonly HandClock clock = new();
    private readonly KeyCache cache = new();

    public KeyTests()
    {
        store = new(directory);
        uses = new(store, TimeProvider.System, NullLogger<KeyUses>.Instance);
    }

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
        var listed = await new ListKeysHandler(store, uses).Handle(new ListKeys(admin), default);
        Assert.Equal([created.Info.Id], listed.Select(key => key.Id));
        Assert.False(await Revoke(admin, "other"));
    }

    [Fact]
    public async Task A_rotated_key_goes_on_for_the_overlap_and_the_new_one_is_like_it()
    {
        var admin = await Admin();
        var old = await Create(admin, Scopes.Read, "user:admin");
        var made = await new RotateKeyHandler(store, cache, clock).Handle(new RotateKey(admin, old.Info.Id, TimeSpan.FromHours(1)), default);
        Assert.Equal(
            ("user:admin", Scopes.Read, "admin", old.Info.Name),
            (made.Info.Book, made.Info.Scopes, made.Info.User, made.Info.Name));
        Assert.NotNull(await Resolve(made.Key));
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await Resolve(old.Key));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Resolve(old.Key));
        Assert.NotNull(await Resolve(made.Key));
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(
            () => new RotateKeyHandler(store, cache, clock).Handle(new RotateKey(admin, old.Info.Id, TimeSpan.Zero), default))).Status);
    }

    [Theory]
    [InlineData("member", "admin", true)]
    [InlineData("member", "other", false)]
    [InlineData("admin", "other", false)]
    public async Task A_key_is_rotated_by_its_own_user_alone(string role, string user, bool may)
    {
        var old = await Create(await Admin(), Scopes.Read);
        var by = (await Admin()) with { Role = role, User = user };
        var rotation = new RotateKeyHandler(store, cache, clock).Handle(new RotateKey(by, old.Info.Id, TimeSpan.Zero), default);
        if (may) await rotation;
        else Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => rotation)).Status);
    }

    [Fact]
    public async Task A_weak_key_does_not_rotate_a_strong_one_of_its_own_user()
    {
        var strong = await Create(await Admin(), Scopes.Read | Scopes.Write);
        var weak = (await Resolve((await Create(await Admin(), Scopes.Ingest)).Key))!;
        var refused = await Assert.ThrowsAsync<Refusal>(
            () => new RotateKeyHandler(store, cache, clock).Handle(new RotateKey(weak, strong.Info.Id, TimeSpan.Zero), default));
        Assert.Equal((403, "missing-scope"), (refused.Status, refused.Type));
    }

    [Fact]
    public async Task It_is_listed_when_a_key_was_last_used()
    {
        var admin = await Admin();
        var created = await Create(admin, Scopes.Read);
        var before = Instant.From(DateTimeOffset.UtcNow);
        Assert.Null(created.Info.UsedAt);
        await Resolve(created.Key);
        var listed = await new ListKeysHandler(store, uses).Handle(new ListKeys(admin), default);
        Assert.True(listed.Single(key => key.Id == created.Info.Id).UsedAt >= before);
    }

    [Theory]
    [InlineData("viewer", Scopes.Read)]
    [InlineData("member", Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export)]
    [InlineData("admin", Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin)]
    public async Task A_role_limits_every_key_of_its_user(string role, Scopes limit)
    {
        var key = await new NewAdminKeyHandler(store, clock).Handle(new NewAdminKey(), default);
        directory.AllUsers[0] = directory.AllUsers[0] with { Role = role };
        var principal = await Resolve(key);
        Assert.Equal(limit, principal!.Scopes);
        Assert.Equal(role == "viewer" ? "" : "user:admin", string.Join(' ', principal.OwnBooks));
    }

    [Fact]
    public async Task A_disabled_users_keys_are_refused()
    {
        var key = await new NewAdminKeyHandler(store, clock).Handle(new NewAdminKey(), default);
        directory.AllUsers[0] = directory.AllUsers[0] with { DisabledAt = clock.Now };
        Assert.Null(await Resolve(key));
    }

    private async Task<Principal> Admin() =>
        (await Resolve(await new NewAdminKeyHandler(store, clock).Handle(new NewAdminKey(), default)))!;

    private Task<string?> Found(string? key) => new FoundHandler(store, clock).Handle(new Found(key), default);

    private Task<Principal?> Resolve(string key) =>
        new AuthenticateHandler(new KeyResolver(store, directory, cache, uses, clock)).Handle(new Authenticate(key), default);

    private Task<bool> Revoke(Principal by, string id) => new RevokeKeyHandler(store, cache, clock).Handle(new RevokeKey(by, id), default);

    private Task<CreatedKey> Create(Principal by, Scopes scopes, string? book = null) =>
        new CreateKeyHandler(store, clock).Handle(new CreateKey(by, "k", scopes, book, false, null), default);
}
