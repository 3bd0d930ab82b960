using Contacts;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Contacts;

public sealed class FoldTests
{
    [Fact]
    public void The_order_of_arrival_does_not_change_the_profile() => Prop.ForAll<int, int>((seed, shuffle) =>
    {
        var messages = Messages(new Random(seed));
        var start = Some.Upsert(Profile.Empty, seed % 2 == 0 ? "{'email':'typed@x.y','firstName':'Typed'}" : "{'traits':{'plan':'typed'}}", Some.At(3));
        var shuffled = messages.ToArray();
        new Random(shuffle).Shuffle(shuffled);
        Assert.Equal(Show(Fold(start, messages)), Show(Fold(start, shuffled)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_late_identify_overwrites_nothing_newer()
    {
        var profile = Some.Identify(Profile.Empty, "{'plan':'new','email':'new@x.y','firstName':'New'}", Some.At(10), "b");
        var late = Some.Identify(profile, "{'plan':'old','email':'old@x.y','firstName':'Old','city':'Rome'}", Some.At(5), "a");
        Assert.Equal("new", late.Text("trait.plan"));
        Assert.Equal("new@x.y", late.Emails.Single().Value);
        Assert.Equal("New", late.Text("firstName"));
        Assert.Equal("Rome", late.Text("trait.city"));
    }

    [Fact]
    public void Identify_fills_the_fields_and_stays_readable_as_traits()
    {
        var profile = Some.Identify(Profile.Empty, "{'name':'Ann Mary Lee','email':' Ann@X.y ','phone':'+33612345678','birthday':'1990-02-28T00:00:00Z','createdAt':'2020-01-01T00:00:00Z','address':{'city':'Paris','state':'IdF','x':1}}", Some.Noon);
        Assert.Equal(("Ann", "Mary Lee"), (profile.Text("firstName"), profile.Text("lastName")));
        Assert.Equal(("Ann@X.y", "ann@x.y"), (profile.Emails[0].Value, profile.Emails[0].Normal));
        Assert.Equal("+33612345678", profile.Phones[0].Normal);
        Assert.Equal("1990-02-28", profile.Text("birthday"));
        Assert.Equal("2020-01-01T00:00:00.000Z", profile.Text("createdAt"));
        Assert.Equal("""{"city":"Paris","region":"IdF"}""", profile.Values["address"].Json);
        Assert.Equal(" Ann@X.y ", profile.Text("trait.email"));
    }

    [Fact]
    public void What_identify_sends_in_another_type_stays_a_trait()
    {
        var profile = Some.Identify(Profile.Empty, "{'firstName':7,'address':'Main St','birthday':'1890-01-01','email':[]}", Some.Noon);
        Assert.Equal(["trait.address", "trait.birthday", "trait.email", "trait.firstName"], profile.Values.Keys);
        Assert.Empty(profile.Emails);
    }

    [Fact]
    public void The_newest_identified_address_goes_in_front_of_typed_ones_and_takes_the_place_of_the_identified_one_before()
    {
        var profile = Some.Upsert(Profile.Empty, "{'email':'typed@x.y'}", Some.At(0));
        profile = Some.Identify(profile, "{'email':'a@x.y'}", Some.At(1), "a");
        profile = Some.Identify(profile, "{'email':'b@x.y'}", Some.At(2), "b");
        Assert.Equal(["b@x.y", "typed@x.y"], profile.Emails.Select(email => email.Value));
    }

    [Fact]
    public void An_address_that_was_cleared_is_not_brought_back_by_an_older_identify()
    {
        var profile = Some.Patch(Some.Upsert(Profile.Empty, "{'email':'typed@x.y'}", Some.At(0)), "{'email':null}", Some.At(5));
        Assert.Empty(Some.Identify(profile, "{'email':'old@x.y'}", Some.At(4)).Emails);
        Assert.Single(Some.Identify(profile, "{'email':'new@x.y'}", Some.At(6)).Emails);
    }

    [Fact]
    public void A_null_trait_leaves_a_tombstone_that_older_values_do_not_pass()
    {
        var profile = Some.Identify(Profile.Empty, "{'plan':null}", Some.At(5), "b");
        Assert.False(Some.Identify(profile, "{'plan':'old'}", Some.At(4), "a").Has("trait.plan"));
    }

    [Fact]
    public void A_direct_write_is_seen_even_when_an_event_is_ahead_of_its_time()
    {
        var profile = Some.Identify(Profile.Empty, "{'plan':'ahead'}", Some.At(600));
        Assert.Equal("typed", Some.Patch(profile, "{'traits':{'plan':'typed'}}", Some.At(0)).Text("trait.plan"));
    }

    [Fact]
    public void Groups_and_places_go_by_event_time()
    {
        var profile = Profile.Empty;
        foreach (var (minute, city) in new[] { (5, "Paris"), (3, "Rome") })
            profile = MessageFold.Apply(profile, Some.Message(
                $"{{'type':'group','userId':'u','groupId':'{city}','timestamp':'{Some.At(minute)}','traits':{{'seats':{minute}}},'context':{{'location':{{'city':'{city}'}}}}}}"), "event:k1");
        Assert.Equal("Paris", profile.Text("group.id"));
        Assert.Equal("5", profile.Values["group.seats"].Json);
        Assert.Equal("""{"city":"Paris"}""", profile.Values["location"].Json);
    }

    private static Profile Fold(Profile profile, IEnumerable<IncomingMessage> messages) =>
        messages.Aggregate(profile, (held, message) => MessageFold.Apply(held, message, "event:k1"));

    private static string Show(Profile profile) => string.Join('\n', profile.Values.Select(value => $"{value}")
        .Concat(profile.Emails.Select(email => $"{email}")).Concat(profile.Phones.Select(phone => $"{phone}")));

    private static IncomingMessage[] Messages(Random random)
    {
        string[] emails = ["'a@x.y'", "'B@x.y'", "null", "7", "'typed@x.y'"];
        string[] names = ["'Ann'", "'Bob'", "null"];
        return [.. Enumerable.Range(0, 8).Select(i => Some.Message(random.Next(4) switch
        {
            0 => $"{{'type':'group','userId':'u','messageId':'{i}','groupId':'g{random.Next(3)}','timestamp':'{Some.At(random.Next(6))}','traits':{{'size':{random.Next(9)}}}}}",
            1 => $"{{'type':'track','event':'x','userId':'u','messageId':'{i}','timestamp':'{Some.At(random.Next(6))}','context':{{'location':{{'city':'c{random.Next(4)}'}}}}}}",
            _ => $"{{'type':'identify','userId':'u','messageId':'{i}','timestamp':'{Some.At(random.Next(6))}','traits':{{'email':{emails[random.Next(5)]},'{(random.Next(2) == 0 ? "firstName" : "name")}':{names[random.Next(3)]},'plan':{random.Next(3)}}}}}",
        }, arrived: Some.At(9)))];
    }
}
