using System.Text.Json;
using Contracts;
using global::Sharing;
using Sharing.Stored;

namespace Tests.Sharing.Managed;

/// <summary>Who gains, who changes, who loses; and what orders make of a managed audience.</summary>
public class ManagedPlanTests
{
    private static readonly StoredManaged Set = new()
    {
        Tenant = "t", Organisation = "o", Id = "s", Name = "Best", Definition = "{}", Recipients = ["everyone", "team:a", "user:bob"], Stopped = ["cid"], Edition = 2, Version = 5,
        CreatedAt = new(1), CreatedBy = "user:u", UpdatedAt = new(1), UpdatedBy = "user:u",
    };

    [Fact]
    public void Who_lacks_it_or_is_behind_is_given_it_and_who_is_no_recipient_loses_it()
    {
        var plan = ManagedPlan.Of(Set, [User("ann"), User("bob"), User("cid"), User("dan"), User("eve", "other")], [Held("bob", 1), Held("cid", 2), Held("dan", 2), Held("eve", 2), Held("fay", 2)]);
        Assert.Equal(["ann", "bob"], plan.Give.Select(user => user.User));
        Assert.Equal(["of cid", "of eve", "of fay"], plan.Take.Select(one => one.Id));
        Assert.Equal((3, false), (plan.Total, plan.IsDone));
    }

    [Fact]
    public void It_is_done_when_all_have_this_edition_and_nobody_else_any()
    {
        Assert.True(ManagedPlan.Of(Set, [User("ann"), User("cid")], [Held("ann", 2)]).IsDone);
        Assert.Equal(["of ann"], ManagedPlan.Of(Set with { Ended = true }, [User("ann")], [Held("ann", 2)]).Take.Select(one => one.Id));
        Assert.True(ManagedPlan.Of(Set with { Ended = true }, [User("ann")], []).IsDone);
        Assert.False(ManagedPlan.Of(Set, [User("ann")], [Held("ann", 2) with { InForce = false }]).IsDone);
    }

    [Fact]
    public void Of_two_that_somebody_has_one_stays() =>
        Assert.Equal(["of ann 2"], ManagedPlan.Of(Set, [User("ann")], [new("s", "ann", "of ann 2", 2, true, true), Held("ann", 2)]).Take.Select(one => one.Id));

    [Fact]
    public void An_edit_of_recipients_alone_makes_no_edition_and_who_is_named_is_stopped_no_longer()
    {
        var changed = Replaced(new("Best", null, default, ["team:a", "user:cid"]), "{}");
        Assert.Equal((2, 6), (changed.Edition, changed.Version));
        Assert.Empty(changed.Stopped);
        Assert.Equal(["cid"], Replaced(new("Best", null, default, ["team:a"]), "{}").Stopped.AsEnumerable());
        Assert.Equal((3, "user:w"), (Replaced(new("Best", "why", default, []), "{}").Edition, Replaced(new("Best", "why", default, []), "{}").UpdatedBy));
        Assert.Equal(3, Replaced(new("Better", null, default, []), "{}").Edition);
        Assert.Equal(3, Replaced(new("Best", null, default, []), """{"match":"all"}""").Edition);
    }

    [Fact]
    public void What_is_not_as_it_was_read_or_named_like_another_or_ending_is_not_changed()
    {
        Assert.Equal((412, "version-mismatch"), Refusal(() => ManagedPolicy.Replaced(Set, [Set], Body, "{}", 4, "user:w", new(2))));
        Assert.Equal((409, "name-taken"), Refusal(() => ManagedPolicy.Replaced(Set with { Name = "Old" }, [Set with { Id = "other", Name = "BEST" }], Body, "{}", null, "user:w", new(2))));
        Assert.Equal((409, "managed-ending"), Refusal(() => ManagedPolicy.Replaced(Set with { Ended = true }, [Set], Body, "{}", null, "user:w", new(2))));
        Assert.Equal((409, "managed-ending"), Refusal(() => ManagedPolicy.Stopped(Set with { Ended = true }, null, null, new(2))));
        Assert.Equal((409, "too-many-audiences"), Refusal(() => ManagedPolicy.CheckNew(Set with { Id = "n", Name = "New" }, [Set], most: 1)));
        // One that ends stands in nobody's way.
        ManagedPolicy.CheckNew(Set with { Id = "n" }, [Set with { Ended = true }], most: 1);
    }

    [Fact]
    public void Stopping_takes_recipients_away_and_keeps_it_from_users_who_have_it_by_others()
    {
        var stopped = ManagedPolicy.Stopped(Set, ["everyone"], ["bob", "dan"], new(2));
        Assert.Equal(["team:a"], stopped.Recipients.AsEnumerable());
        Assert.Equal(["bob", "cid", "dan"], stopped.Stopped.AsEnumerable());
        Assert.Equal((2, 6, false), (stopped.Edition, stopped.Version, stopped.Ended));
        Assert.True(ManagedPolicy.Stopped(Set, null, null, new(2)).Ended);
        Assert.Equal((422, "unknown-recipient"), Refusal(() => ManagedPolicy.Stopped(Set, ["team:b"], null, new(2))));
    }

    private static ManagedBody Body => new("Best", null, default(JsonElement), []);

    private static StoredManaged Replaced(ManagedBody body, string definition) => ManagedPolicy.Replaced(Set, [Set], body, definition, 5, "user:w", new(2));

    private static (int, string) Refusal(Action order)
    {
        var refusal = Assert.Throws<Refusal>(order);
        return (refusal.Status, refusal.Type);
    }

    private static RecipientUser User(string id, string organisation = "o") => new(id, id, organisation, $"user:{id}", ["everyone"]);

    private static ManagedAudience Held(string user, int edition) => new("s", user, $"of {user}", edition, true, false);
}
