using System.Collections.Immutable;
using Audiences.Lifecycle;
using Audiences.Stored;
using Contracts;

namespace Tests.Membership;

/// <summary>What stopping makes of what a user has, and that nothing that comes late changes what is his own by then.</summary>
public class ManagedLifeTests
{
    private static readonly AudienceDraft Draft = new(
        "Best", null, "managed", "user:ann", "user:ann", "user:admin", new(1), "{}", new("rule", ImmutableDictionary<string, int>.Empty)) { Managed = new("s", 1) };

    private static AudienceState Made => AudienceLife.Complete(AudienceLife.Create("0123456789abcdef0123456789abcdef", Draft), 1);

    [Fact]
    public void It_begins_as_a_draft_that_an_admin_keeps() =>
        Assert.Equal(("draft", "managed", "share", new ManagedFrom("s", 1)), (Made.Status, Made.Kind, Made.Origin, Made.Managed));

    [Theory]
    [InlineData("active", false)]
    [InlineData("active", true)]
    [InlineData("paused", true)]
    [InlineData("draft", true)]
    public void One_that_is_used_becomes_the_users_own_and_is_else_as_it_was(string status, bool isReferredTo)
    {
        var used = Made with { Status = status };
        var released = AudienceLife.Release(used, isReferredTo, new(9));
        Assert.Equal(used with { Kind = "custom", Managed = null, Revision = used.Revision + 1, UpdatedAt = new(9) }, released);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("paused")]
    public void One_that_is_not_used_goes(string status) => Assert.True(AudienceLife.Release(Made with { Status = status }, false, new(9)).Deleted);

    [Fact]
    public void What_is_no_managed_one_any_more_is_neither_released_nor_given_another_edition()
    {
        var own = AudienceLife.Release(Made with { Status = "active" }, false, new(9));
        Assert.Same(own, AudienceLife.Release(own, false, new(10)));
        Assert.Same(own, AudienceLife.Redefine(own, Draft with { Name = "Other", Managed = new("s", 2) }));
    }

    [Fact]
    public void An_edition_is_an_edit_and_words_that_are_replaced_leave_it_managed()
    {
        var edited = AudienceLife.Redefine(Made, Draft with { Definition = "{ }", Managed = new("s", 2) });
        Assert.Equal((2, 2, Cause.Edited), (edited.Managed!.Edition, edited.Versions[^1].Number, edited.Cause));
        Assert.Equal(1, AudienceLife.Redefine(Made, Draft with { Definition = "{ }", Managed = null }).Managed!.Edition);
    }
}
