using Contacts;
using Contracts;

namespace Tests.Contacts;

public sealed class JoiningTests
{
    [Fact]
    public void Each_trait_is_the_newer_one_and_tags_are_united()
    {
        var one = Some.Upsert(Some.Identify(Profile.Empty, "{'plan':'old','a':1}", Some.At(1), "a"), "{'tags':['x']}", Some.At(2));
        var other = Some.Upsert(Some.Identify(Profile.Empty, "{'plan':'new','b':2}", Some.At(3), "b"), "{'tags':['y']}", Some.At(4));
        foreach (var joined in new[] { Joining.Join(one, other, Some.At(9)), Joining.Join(other, one, Some.At(9)) })
        {
            Assert.Equal("new", joined.Text("trait.plan"));
            Assert.True(joined.Has("trait.a") && joined.Has("trait.b"));
            Assert.Equal(["x", "y"], joined.Tags.Keys);
        }
    }

    [Fact]
    public void Unsubscribed_wins_and_archived_only_if_both_were()
    {
        var one = Some.Upsert(Profile.Empty, "{'subscribed':false}", Some.At(1)) with { Archived = new(Some.At(1), "user:a", "hand") };
        var other = Some.Upsert(Profile.Empty, "{'subscribed':true,'consent':{'sms':'subscribed'}}", Some.At(2));
        var joined = Joining.Join(other, one, Some.At(9));
        Assert.Equal(("unsubscribed", "subscribed"), (joined.Consents["email"].State, joined.Consents["sms"].State));
        Assert.Null(joined.Archived);
        Assert.Null(Joining.Join(one, other, Some.At(9)).Archived);
        Assert.NotNull(Joining.Join(one, other with { Archived = one.Archived }, Some.At(9)).Archived);
    }

    [Fact]
    public void Stage_segment_step_and_assignee_come_as_one_block_from_the_side_a_person_changed_last()
    {
        var byPerson = Some.Upsert(Profile.Empty, "{'stage':'Lead','step':'Call'}", Some.At(1), "user:ann");
        var byProgram = Some.Upsert(Profile.Empty, "{'stage':'Lost','segment':'Buyer','assignedTo':'bob'}", Some.At(5), "key:k1");
        foreach (var joined in new[] { Joining.Join(byPerson, byProgram, Some.At(9)), Joining.Join(byProgram, byPerson, Some.At(9)) })
        {
            Assert.Equal(("Lead", "Call"), (joined.Text("stage"), joined.Text("step")));
            Assert.False(joined.Has("segment") || joined.Has("assignedTo"));
        }
    }

    [Fact]
    public void The_joined_contact_answers_to_every_identity_of_both()
    {
        var one = Some.Upsert(Profile.Empty with { ExternalId = "u1", AnonymousIds = ["a"] }, "{'emails':['a@x.y','s@x.y'],'phone':'+33612345678'}");
        var other = Some.Upsert(Profile.Empty with { ExternalId = "u2", AnonymousIds = ["b"] }, "{'emails':['S@x.y','b@x.y']}", Some.At(2));
        var joined = Joining.Join(one, other, Some.At(9));
        Assert.Equal("u1", joined.ExternalId);
        Assert.Equal("u2", Assert.Single(joined.FormerExternalIds));
        Assert.True(IdentitySet.Of(joined).SetEquals(IdentitySet.Of(one).Union(IdentitySet.Of(other))));
    }
}
