using Tests.Support;
using Tests.Support.Plain;

namespace Tests.Journeys;

/// <summary>The measure is measured first: the plain evaluator on cases small enough to see through.</summary>
public sealed class PlainWorldTests
{
    static readonly DateTimeOffset Now = new(2026, 2, 20, 0, 0, 0, TimeSpan.Zero);
    readonly PlainWorld world = new();

    [Fact]
    public void An_anonymous_past_belongs_to_the_user_it_was_linked_to_in_whatever_order()
    {
        Purchase("p1", "anonymousId", "device", 1);
        Sent("""{ "type": "identify", "userId": "ada", "anonymousId": "device", "messageId": "i", "timestamp": "2026-02-01T00:00:00Z", "traits": {} }""");
        Purchase("p2", "anonymousId", "device", 2);
        Purchase("p3", "userId", "ada", 3);
        Assert.Equal(["user:ada"], Members("a", Now));
    }

    [Fact]
    public void A_repeated_message_counts_once_and_a_window_excludes_its_far_end()
    {
        Purchase("p1", "userId", "ada", 1);
        Purchase("p1", "userId", "ada", 1);
        Purchase("p2", "userId", "ada", 2);
        Assert.Empty(Members("a", Now));
        Purchase("p3", "userId", "ada", 30);
        Assert.Empty(Members("a", Now));
        Assert.Equal(["user:ada"], Members("a", Now.AddMilliseconds(-1)));
    }

    [Fact]
    public void The_newest_value_wins_and_logging_in_ends_the_absence()
    {
        Identify("i2", "premium", 3);
        Identify("i1", "free", 9);
        Assert.Equal(["user:ada"], Members("b", Now));
        Identify("i3", "free", 2);
        Assert.Empty(Members("b", Now));
        Identify("i4", "PREMIUM", 1);
        Sent("""{ "type": "track", "event": "login", "userId": "ada", "messageId": "l", "timestamp": "2026-02-10T00:00:00Z" }""");
        Assert.Empty(Members("b", Now));
        Assert.Equal(["user:ada"], Members("b", Now.AddDays(4)));
        Assert.Empty(Members("e", Now.AddDays(4)));
    }

    [Fact]
    public void Lost_people_are_left_out_of_vips_and_countries()
    {
        world.Upserted("""{ "externalId": "ada", "tags": ["VIP"], "stage": "Lead" }""".Json());
        world.Upserted("""{ "externalId": "ben", "tags": [], "address": { "country": "France" } }""".Json());
        world.Upserted("""{ "externalId": "cid", "tags": ["vip"], "stage": "Lost" }""".Json());
        world.Upserted("""{ "externalId": "dan", "tags": ["x"], "address": { "country": "US" } }""".Json());
        Assert.Equal(["user:ada", "user:ben"], Members("c", Now));
    }

    [Fact]
    public void One_signup_between_the_dates_is_one_and_two_are_too_many()
    {
        Sent("""{ "type": "track", "event": "signup", "userId": "ada", "messageId": "1", "timestamp": "2026-01-11T06:00:00Z" }""");
        Sent("""{ "type": "track", "event": "signup", "userId": "ada", "messageId": "2", "timestamp": "2026-02-09T00:00:00Z" }""");
        Assert.Equal(["user:ada"], Members("d", Now));
        Sent("""{ "type": "track", "event": "signup", "userId": "ada", "messageId": "3", "timestamp": "2026-02-08T23:59:59.999Z" }""");
        Assert.Empty(Members("d", Now));
    }

    SortedSet<string> Members(string letter, DateTimeOffset now) => FiveAudiences.Members(letter, world.People(), now);

    void Sent(string message) => world.Sent(message.Json());

    void Purchase(string id, string key, string value, int daysAgo) => Sent($$"""
        { "type": "track", "event": "purchase", "{{key}}": "{{value}}", "messageId": "{{id}}", "timestamp": "{{Now.AddDays(-daysAgo).Rfc3339()}}", "properties": { "amount": "100.5" } }
        """);

    void Identify(string id, string plan, int daysAgo) => Sent($$"""
        { "type": "identify", "userId": "ada", "messageId": "{{id}}", "timestamp": "{{Now.AddDays(-daysAgo).Rfc3339()}}", "traits": { "plan": "{{plan}}" } }
        """);
}
