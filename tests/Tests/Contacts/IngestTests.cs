using Contacts;
using Contracts;

namespace Tests.Contacts;

public sealed class IngestTests
{
    private readonly World world = new();

    [Fact]
    public async Task Ids_are_compared_exactly()
    {
        await world.Ingest([.. new[] { "'abc'", "'ABC'", "'0abc'", "123", "'0123'", "'123'" }.Select(id => Track(id))]);
        Assert.Equal(["0123", "0abc", "123", "ABC", "abc"], world.Live.Select(contact => contact.Profile.ExternalId!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task First_messages_about_one_person_at_once_make_one_contact()
    {
        for (var i = 0; i < 20; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(n => world.Ingest(n % 2 == 0 ? Track($"'u{i}'", id: $"{n}") : Track($"'u{i}'", $"'a{i}'", $"{n}"))));
            var contact = Assert.Single(world.Live, contact => contact.Profile.ExternalId == $"u{i}");
            Assert.Equal(8, world.MessagesOf(contact.Id).Count);
        }
        Assert.Equal(20, world.Live.Count);
    }

    [Fact]
    public async Task An_anonymous_person_who_is_identified_stays_one_contact()
    {
        await world.Ingest(Track(null, "'a'", "1"));
        await world.Ingest(Track("'u'", "'a'", "2"), Track("'u'", null, "3"), Track(null, "'a'", "4"));
        var contact = Assert.Single(world.Live);
        Assert.Equal(("u", "a"), (contact.Profile.ExternalId, contact.Profile.AnonymousIds.Single()));
        Assert.Equal(["1", "2", "3", "4"], world.MessagesOf(contact.Id));
    }

    [Theory]
    [InlineData(Scopes.Ingest)]
    [InlineData(Scopes.Ingest | Scopes.Write)]
    public async Task A_known_person_takes_up_whom_it_was_when_anonymous(Scopes scopes)
    {
        await world.Ingest(scopes, Track("'u'", null, "1"), Track(null, "'a'", "2"), Track("'u'", "'a'", "3"), Track(null, "'a'", "4"));
        var contact = Assert.Single(world.Live);
        Assert.Equal(["1", "2", "3", "4"], world.MessagesOf(contact.Id).Order());
    }

    [Fact]
    public async Task Two_user_ids_on_one_anonymous_id_stay_two_and_it_stays_with_the_first()
    {
        await world.Ingest(Track("'u1'", "'a'", "1"), Track("'u2'", "'a'", "2"), Track(null, "'a'", "3"));
        Assert.Equal(2, world.Live.Count);
        var first = world.Live.Single(contact => contact.Profile.ExternalId == "u1");
        Assert.Equal(["1", "3"], world.MessagesOf(first.Id));
        Assert.Empty(world.Live.Single(contact => contact.Profile.ExternalId == "u2").Profile.AnonymousIds);
    }

    [Fact]
    public async Task A_web_page_does_not_join_somebody_who_is_known()
    {
        await world.Ingest(Identify(null, "'a'", "'email':'a@x.y'"), Track("'u'"));
        await world.Ingest(Scopes.Ingest, Track("'u'", "'a'", "3"));
        Assert.Equal(2, world.Live.Count);
        await world.Ingest(Scopes.Ingest | Scopes.Write, Track("'u'", "'a'", "4"));
        Assert.Equal("a@x.y", Assert.Single(world.Live).Profile.Emails.Single().Value);
    }

    [Fact]
    public async Task Two_people_with_one_phone_and_one_email_stay_two()
    {
        const string shared = "'email':'Family@x.y','phone':'+33612345678'";
        await world.Ingest(Identify("'u1'", null, shared), Identify("'u2'", null, shared));
        await world.Upsert($"{{'externalId':'u1',{shared}}}");
        await world.Upsert($"{{'externalId':'u2',{shared}}}");
        await world.Ingest(Identify("'u2'", null, shared), Identify("'u1'", "'a'", shared));
        Assert.Equal(["u1", "u2"], world.Live.Select(contact => contact.Profile.ExternalId!).Order());
        var refusal = await Assert.ThrowsAsync<Refusal>(() => world.Find("email:family@X.y"));
        Assert.Equal(409, refusal.Status);
    }

    [Fact]
    public async Task An_address_that_one_contact_has_finds_it_and_gives_it_an_id_only_if_it_has_none()
    {
        var contact = await world.Upsert("{'email':'ann@x.y'}");
        await world.Ingest(Identify("'u1'", null, "'email':' ANN@x.y'"));
        Assert.Equal("u1", world[contact.Id].Profile.ExternalId);
        await world.Ingest(Identify("'u2'", null, "'email':'ann@x.y'"));
        Assert.Equal(2, world.Live.Count);
    }

    [Fact]
    public async Task A_repeated_message_is_a_duplicate_and_another_body_under_its_id_is_rejected()
    {
        var results = await world.Ingest(Track("'u'", id: "1"), Track("'u'", id: "1"), Track("'u'", id: "1", name: "other"));
        Assert.Equal([MessageResult.Accepted, MessageResult.Duplicate, MessageResult.Rejected], results.Select(result => result.Result));
        results = await world.Ingest(Track("'u'", id: "1"), Track("'u'", id: "1", name: "other"), Track("'u'", id: "2"));
        Assert.Equal([MessageResult.Duplicate, MessageResult.Rejected, MessageResult.Accepted], results.Select(result => result.Result));
        Assert.Equal(["1", "2"], world.MessagesOf(world.Live.Single().Id));
    }

    [Fact]
    public async Task An_alias_links_an_anonymous_id_and_joins_two_known_people_only_for_a_key_with_write()
    {
        await world.Ingest(Track(null, "'a'", "1"), "{'type':'alias','previousId':'a','userId':'u'}");
        Assert.Equal("u", Assert.Single(world.Live).Profile.ExternalId);
        await world.Ingest(Track("'v'"));
        const string alias = "{'type':'alias','previousId':'v','userId':'u'}";
        await world.Ingest(Scopes.Ingest, alias);
        Assert.Equal(2, world.Live.Count);
        await world.Ingest(Scopes.Ingest | Scopes.Write, alias);
        Assert.Equal("u", Assert.Single(world.Live).Profile.ExternalId);
        Assert.Equal(world.Live[0].Id, (await world.Find("externalId:v")).Id);
    }

    [Fact]
    public async Task An_alias_to_an_id_that_nobody_has_renames()
    {
        await world.Ingest(Track("'old'", null, "1"), "{'type':'alias','previousId':'old','userId':'new'}", Track("'new'", null, "2"), Track("'old'", null, "3"));
        var contact = Assert.Single(world.Live);
        Assert.Equal("new", contact.Profile.ExternalId);
        Assert.Equal(4, world.MessagesOf(contact.Id).Count);
    }

    [Fact]
    public async Task An_erased_person_does_not_come_back_by_a_retry_and_a_suppressed_one_not_at_all()
    {
        await world.Ingest(Track("'u'", null, "1"));
        await Erase("externalId:u", suppress: false);
        Assert.Equal(MessageResult.Duplicate, (await world.Ingest(Track("'u'", null, "1")))[0].Result);
        Assert.Empty(world.Live);
        await world.Ingest(Track("'u'", null, "2"));
        await Erase("externalId:u", suppress: true);
        Assert.Equal(MessageResult.Suppressed, (await world.Ingest(Track("'u'", null, "3")))[0].Result);
        await Assert.ThrowsAsync<Refusal>(() => world.Upsert("{'externalId':'u'}"));
        Assert.Empty(world.Live);
    }

    [Fact]
    public async Task Suppressing_one_of_two_people_with_one_address_leaves_the_other()
    {
        await world.Ingest(Identify("'u1'", null, "'email':'both@x.y'"), Identify("'u2'", null, "'email':'both@x.y'"));
        await Erase("externalId:u1", suppress: true);
        var results = await world.Ingest(Identify("'u2'", null, "'email':'both@x.y','a':1"), Identify("'u3'", null, "'email':'both@x.y'"), Track("'u1'"));
        Assert.Equal([MessageResult.Accepted, MessageResult.Suppressed, MessageResult.Suppressed], results.Select(result => result.Result));
    }

    [Fact]
    public async Task Too_much_is_refused_and_nothing_of_it_stays()
    {
        world.Misfortune = _ => new(CommitStatus.Overloaded);
        Assert.Equal(429, (await Assert.ThrowsAsync<Refusal>(() => world.Ingest(Track("'u'")))).Status);
        world.Misfortune = _ => null;
        await world.Ingest(Track("'u'"));
        Assert.Single(world.Live);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_made_good_by_the_retry()
    {
        world.Misfortune = _ => new(CommitStatus.NotReady, Written: true);
        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(() => world.Ingest(Track("'u'", null, "1")))).Status);
        world.Misfortune = _ => null;
        Assert.Equal(MessageResult.Duplicate, (await world.Ingest(Track("'u'", null, "1")))[0].Result);
        Assert.Single(world.Live);
    }

    [Fact]
    public async Task Whatever_goes_wrong_retries_end_with_one_contact_a_person_and_every_message_once()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var unlucky = new World { Misfortune = Misfortunes(new Random(seed)) };
            var messages = Enumerable.Range(0, 24).Select(n => (n % 3) switch
            {
                0 => Track($"'u{n % 4}'", null, $"{n}"),
                1 => Track($"'u{n % 4}'", $"'a{n % 4}'", $"{n}"),
                _ => Track(null, $"'a{n % 4}'", $"{n}"),
            }).ToArray();
            new Random(seed).Shuffle(messages);
            await Task.WhenAll(messages.Chunk(5).Select(batch => UntilTaken(unlucky, batch)));
            unlucky.Misfortune = _ => null;
            Assert.True(await new FinishMergesHandler(unlucky, unlucky.Door).Handle(new("main"), CancellationToken.None));
            Assert.Equal(["u0", "u1", "u2", "u3"], unlucky.Live.Select(contact => contact.Profile.ExternalId ?? "").Order());
            Assert.Equal(Enumerable.Range(0, 24).Select(n => $"{n}").Order(), unlucky.Live.SelectMany(contact => unlucky.MessagesOf(contact.Id)).Order());
        }
    }

    private static Func<ContactCommit, Mishap?> Misfortunes(Random chance) => _ =>
    {
        lock (chance)
            return chance.Next(6) switch
            {
                0 => new(CommitStatus.Stale),
                1 => new(CommitStatus.Overloaded),
                2 => new(CommitStatus.NotReady, Written: chance.Next(2) == 0),
                _ => null,
            };
    };

    private static async Task UntilTaken(World world, string[] batch)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await world.Ingest(batch);
                return;
            }
            catch (Refusal refusal) when (refusal.Status is 429 or 503 && tries < 200) { }
        }
    }

    private async Task Erase(string reference, bool suppress)
    {
        var contact = await world.Find(reference);
        await world.Door.Order(contact, grain => grain.Erase(suppress));
        world.Door.Forget(contact);
    }

    private static string Track(string? user, string? anonymous = null, string? id = null, string name = "x") =>
        $"{{'type':'track','event':'{name}','userId':{user ?? "null"},'anonymousId':{anonymous ?? "null"},'messageId':{(id is null ? "null" : $"'{id}'")}}}";

    private static string Identify(string? user, string? anonymous, string traits) =>
        $"{{'type':'identify','userId':{user ?? "null"},'anonymousId':{anonymous ?? "null"},'traits':{{{traits}}}}}";
}
