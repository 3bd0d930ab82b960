using Contacts;
using Contracts;

namespace Tests.Contacts;

public sealed class EditTests
{
    [Fact]
    public void An_upsert_leaves_what_is_absent_clears_what_is_null_and_merges_and_adds_the_rest()
    {
        var profile = Some.Upsert(Profile.Empty, "{'firstName':'Ann','company':'X','traits':{'a':1,'b':2},'customFields':{'c':1},'tags':['vip'],'emails':['a@x.y']}");
        profile = Some.Upsert(profile, "{'company':null,'traits':{'b':null,'d':{'e':1}},'tags':['VIP','new'],'emails':[{'value':'b@x.y','label':'work'}]}");
        Assert.Equal("Ann", profile.Text("firstName"));
        Assert.False(profile.Has("company"));
        Assert.Equal("1", profile.Values["trait.a"].Json);
        Assert.False(profile.Has("trait.b"));
        Assert.Equal("""{"e":1}""", profile.Values["trait.d"].Json);
        Assert.Equal(["new", "vip"], profile.Tags.Keys);
        Assert.Equal([("a@x.y", null), ("b@x.y", "work")], profile.Emails.Select(email => (email.Value, email.Label)));
    }

    [Fact]
    public void The_short_form_sets_the_first_address()
    {
        var profile = Some.Upsert(Profile.Empty, "{'emails':['a@x.y','b@x.y']}");
        Assert.Equal(["c@x.y", "b@x.y"], Some.Upsert(profile, "{'email':'c@x.y'}").Emails.Select(email => email.Value));
        Assert.Equal(["B@x.y", "a@x.y"], Some.Upsert(profile, "{'email':'B@x.y'}").Emails.Select(email => email.Value));
        Assert.Empty(Some.Upsert(profile, "{'email':null}").Emails);
    }

    [Fact]
    public void A_patch_merges_objects_all_the_way_and_replaces_lists()
    {
        var profile = Some.Upsert(Profile.Empty, "{'traits':{'a':{'x':1,'y':{'z':1}},'b':1},'tags':['old','kept'],'address':{'city':'Paris','street':'S'},'phones':['+33612345678']}");
        profile = Some.Patch(profile, "{'traits':{'a':{'x':null,'y':{'w':2}}},'tags':['kept','new'],'address':{'street':null,'country':'FR'},'phones':[]}");
        Assert.Equal("""{"y":{"z":1,"w":2}}""", profile.Values["trait.a"].Json);
        Assert.Equal("1", profile.Values["trait.b"].Json);
        Assert.Equal(["kept", "new"], profile.Tags.Keys);
        Assert.Equal("""{"city":"Paris","country":"FR"}""", profile.Values["address"].Json);
        Assert.Empty(profile.Phones);
    }

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("{'frstName':'x'}", "frstName")]
    [InlineData("{'firstName':1}", "firstName")]
    [InlineData("{'email':'nobody'}", "email")]
    [InlineData("{'emails':['a@x.y',1]}", "emails[1]")]
    [InlineData("{'emails':[{'label':'x'}]}", "emails[0].value")]
    [InlineData("{'emails':'a@x.y'}", "emails")]
    [InlineData("{'tags':['']}", "tags[0]")]
    [InlineData("{'traits':[]}", "traits")]
    [InlineData("{'address':{'town':'x'}}", "address.town")]
    [InlineData("{'birthday':'1899-12-31'}", "birthday")]
    [InlineData("{'birthday':'--02-30'}", "birthday")]
    [InlineData("{'subscribed':'yes'}", "subscribed")]
    [InlineData("{'consent':{'fax':'subscribed'}}", "consent.fax")]
    [InlineData("{'consent':{'email':'maybe'}}", "consent.email")]
    [InlineData("{'consent':{'email':{'state':'subscribed','at':'0001-01-01T00:00:00Z'}}}", "consent.email.at")]
    [InlineData("{'externalId':7}", "externalId")]
    [InlineData("{'traits':{'a':'\\u0000'}}", "traits.a")]
    [InlineData("{'traits':{'a':'\\udc00'}}", "traits.a")]
    public void A_wrong_body_is_refused_with_the_path(string json, string path) =>
        Assert.Equal([path], ContactBody.Faults(Some.Json(json)).Keys);

    [Fact]
    public void What_a_GET_returned_may_be_sent_back() =>
        Assert.Empty(ContactBody.Faults(Some.Json("{'id':'x','book':'b','owner':'o','imported':true,'organized':false,'archived':null,'firstSeen':null,'lastSeen':null,'createdAt':'x','updatedAt':'x','version':1,'origin':'api','consent':{'email':{'state':'subscribed','at':'2026-01-01T00:00:00.000Z','by':'user:admin','why':null}},'address':{'street':null,'city':'Paris'}}")));

    [Theory]
    [InlineData(false, "{'subscribed':true}", "unsubscribed")]
    [InlineData(false, "{'subscribed':null}", "unsubscribed")]
    [InlineData(false, "{'consent':{'email':'subscribed'}}", "unsubscribed")]
    [InlineData(true, "{'subscribed':true}", "subscribed")]
    [InlineData(false, "{'consent':{'email':{'state':'subscribed','at':'2026-01-01T13:00:00Z'}}}", "subscribed")]
    [InlineData(false, "{'consent':{'email':{'state':'subscribed','at':'2026-01-01T12:00:00Z'}}}", "unsubscribed")]
    [InlineData(true, "{'consent':{'email':{'state':'subscribed','at':'2026-01-01T11:00:00Z'}}}", "unsubscribed")]
    public void Once_unsubscribed_only_an_explicit_change_or_a_newer_dated_opt_in_turns_it_back(bool isPatch, string json, string state)
    {
        var profile = Some.Upsert(Profile.Empty, "{'subscribed':false}");
        var after = isPatch ? Some.Patch(profile, json, Some.At(90)) : Some.Upsert(profile, json, Some.At(90));
        Assert.Equal(state, after.Consents["email"].State);
    }

    [Fact]
    public void A_step_is_cleared_when_the_stage_changes_without_it()
    {
        var profile = Some.Upsert(Profile.Empty, "{'stage':'Lead','step':'Call'}");
        Assert.Equal("Call", Some.Upsert(profile, "{'stage':'Lead'}").Text("step"));
        Assert.Null(Some.Upsert(profile, "{'stage':'Active'}").Text("step"));
        Assert.Equal("Visit", Some.Upsert(profile, "{'stage':'Active','step':'Visit'}").Text("step"));
    }

    [Fact]
    public void Tags_by_a_user_organize_and_tags_by_a_key_do_not()
    {
        Assert.True(Some.Upsert(Profile.Empty, "{'tags':['a']}", by: "user:admin").IsOrganized());
        Assert.False(Some.Upsert(Profile.Empty, "{'tags':['a']}", by: "key:k1").IsOrganized());
    }
}
