using Accounts.Stored;
using Contracts;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    static AuditEntry Audited(string what) => new("main", new(9), "user:admin", what, "subject", "{}");

    static StoredInvitation Invitation(string id, byte hash) =>
        new("main", id, "acme", "ann@example.org", "member", [hash], "user:admin", new(1), new(100), null);

    static StoredUser User(string id, string role = "member") => new("main", id, "acme", role, $"user:{id}", "Ann", "ann@example.org", new(4), null);

    static StoredKey Key(string id, string user, byte hash) =>
        new(id, "main", "acme", user, "personal", $"user:{user}", Scopes.Read, false, [hash, 7], "aud_", new(4), null, null);

    [ContractFact]
    public async Task An_invitation_is_accepted_once_and_brings_user_book_and_key()
    {
        await store.Accounts.Found(First, null, null, new(5), default);
        await store.People.AddInvitation(Invitation("i1", 1), Audited("invitation.made"), default);
        Assert.Equal("i1", (await store.People.InvitationByHash([1], default))!.Id);
        Assert.Null(await store.People.InvitationByHash([2], default));

        Assert.True(await store.People.Accept("i1", User("ann"), Key("k2", "ann", 2), Audited("invitation.accepted"), default));
        Assert.False(await store.People.Accept("i1", User("bob"), Key("k3", "bob", 3), Audited("no"), default));

        await store.Restart();
        Assert.Equal(User("ann"), await store.People.User("main", "ann", default));
        Assert.Equal(["user:ann"], (await store.People.Books("main", "user:ann", default)).AsEnumerable());
        Assert.Equal("ann", (await store.Accounts.KeyByHash([2, 7], default))!.User);
        Assert.Null(await store.People.User("main", "bob", default));
        Assert.Null(await store.Accounts.KeyByHash([3, 7], default));
        Assert.Empty(await store.People.Invitations("main", default));
        Assert.NotNull((await store.People.InvitationByHash([1], default))!.EndedAt);
    }

    [ContractFact]
    public async Task A_withdrawn_invitation_cannot_be_accepted()
    {
        await store.Accounts.Found(First, null, null, new(5), default);
        await store.People.AddInvitation(Invitation("i1", 1), Audited("invitation.made"), default);
        Assert.Single(await store.People.Invitations("main", default));
        Assert.False(await store.People.EndInvitation("t2", "i1", new(6), Audited("no"), default));
        Assert.True(await store.People.EndInvitation("main", "i1", new(6), Audited("invitation.withdrawn"), default));
        Assert.False(await store.People.EndInvitation("main", "i1", new(7), Audited("no"), default));
        Assert.False(await store.People.Accept("i1", User("ann"), Key("k2", "ann", 2), Audited("no"), default));
    }

    [ContractFact]
    public async Task Users_change_by_what_they_are_and_their_books_change_hands()
    {
        await store.Accounts.Found(First, null, null, new(5), default);
        await store.People.AddInvitation(Invitation("i1", 1), Audited("invitation.made"), default);
        await store.People.Accept("i1", User("ann"), Key("k2", "ann", 2), Audited("invitation.accepted"), default);

        var changed = await store.People.ChangeUser(
            "main", "ann", (held, all) => all.Length == 2 ? held with { Role = "admin", DisabledAt = new(8) } : null, Audited("user.changed"), default);
        Assert.Equal(changed, await store.People.User("main", "ann", default));
        Assert.Equal(("admin", new Instant(8)), (changed!.Role, changed.DisabledAt));
        Assert.Null(await store.People.ChangeUser("main", "nobody", (held, _) => held, Audited("no"), default));
        Assert.Null(await store.People.ChangeUser("main", "ann", (_, _) => null, Audited("no"), default));
        await Assert.ThrowsAsync<Refusal>(
            () => store.People.ChangeUser("main", "ann", (_, _) => throw new Refusal(409, "last-owner", "no"), Audited("no"), default));

        Assert.Equal(["user:ann"], (await store.People.TransferBooks("main", "user:ann", "user:admin", Audited("books.transferred"), default)).AsEnumerable());
        Assert.Equal(["user:admin", "user:ann"], (await store.People.Books("main", "user:admin", default)).Order());
        Assert.Empty(await store.People.Books("main", "user:ann", default));
    }

    [ContractFact]
    public async Task Teams_and_organisations_come_back_as_they_were_written()
    {
        await store.Accounts.Found(First, null, null, new(5), default);
        await store.People.AddOrganisation(
            new("main", "o2", "Second", "organisation:o2", new(6)), Invitation("i2", 2) with { Organisation = "o2" }, Audited("organisation.made"), default);
        Assert.Equal(["acme", "Second"], (await store.People.Organisations("main", default)).Select(organisation => organisation.Name));
        Assert.Equal(["organisation:o2"], (await store.People.Books("main", "organisation:o2", default)).AsEnumerable());

        await store.People.AddTeam(new("main", "t1", "acme", "Sales", [], new(7)), Audited("team.made"), default);
        await store.People.ChangeTeam("main", "t1", team => team with { Name = "Sellers", Members = ["admin", "ann"] }, Audited("team.joined"), default);
        var team = Assert.Single(await store.People.Teams("main", default));
        Assert.Equal(("Sellers", "admin ann"), (team.Name, string.Join(' ', team.Members)));
        Assert.Null(await store.People.ChangeTeam("main", "t2", held => held, Audited("no"), default));
        Assert.True(await store.People.RemoveTeam("main", "t1", Audited("team.removed"), default));
        Assert.False(await store.People.RemoveTeam("main", "t1", Audited("no"), default));
        Assert.Empty(await store.People.Teams("main", default));
    }

    [ContractFact]
    public async Task What_was_done_is_in_the_audit_log_once_in_order_and_chained_and_what_was_not_is_not()
    {
        await store.Accounts.Found(First, [1, 2], "ak_", new(5), default);
        await store.People.AddInvitation(Invitation("i1", 1), Audited("invitation.made"), default);
        await store.People.EndInvitation("main", "i1", new(6), Audited("invitation.withdrawn"), default);
        await store.People.EndInvitation("main", "i1", new(7), Audited("no"), default);
        await store.Restart();
        await store.People.AddTeam(new("main", "t1", "acme", "Sales", [], new(7)), Audited("team.made"), default);

        var items = await store.People.Audit("main", 0, 100, default);
        Assert.Equal(["key.created", "invitation.made", "invitation.withdrawn", "team.made"], items.Select(item => item.What));
        Assert.Equal([1L, 2, 3, 4], items.Select(item => item.Number));
        Assert.Equal(["team.made"], (await store.People.Audit("main", 3, 100, default)).Select(item => item.What));
        var before = AuditChain.Start;
        foreach (var item in items)
        {
            before = AuditChain.Hash(item.Number, new("main", item.At, item.By, item.What, item.Subject, item.Detail), before);
            Assert.Equal(Convert.ToHexStringLower(before), item.Hash);
        }
    }
}
