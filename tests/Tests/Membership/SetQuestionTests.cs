using Contracts;

namespace Tests.Membership;

/// <summary>Overlap and facets beside plain counts of the same people.</summary>
public sealed class SetQuestionTests
{
    private static readonly string[] Cities = ["Gent", "gent", "GENT", "Brügge", "Bru\u0308gge", "Paris", ""];
    private static readonly string[] Tags = ["vip", "news", "old"];
    private static readonly string[] Drinks = ["Tea", "tea", "TEA", "beer"];

    private static readonly string[] Conditions =
    [
        """{"field":"tag","op":"equals","value":"vip"}""", """{"field":"tag","op":"notIn","value":["news"]}""",
        """{"field":"trait.points","op":"atLeast","value":5}""", """{"field":"trait.city","op":"exists"}""",
        """{"field":"event.buy","op":"performed","within":"2h"}""", """{"field":"event.buy","op":"notPerformed"}""",
        """{"field":"eventCount","op":"atLeast","value":2}""",
    ];

    private const string Everybody = "\"definition\":{\"match\":\"all\",\"conditions\":[{\"field\":\"identified\",\"op\":\"equals\",\"value\":true}]}";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Overlap_counts_whom_the_members_of_each_say(int seed)
    {
        await using var world = await World.Open();
        var random = new Random(seed);
        var audiences = new List<AudienceView>();
        for (var number = 0; number < 4; number++)
            audiences.Add(await world.Audience($"a{number}", Definition(random), active: number % 2 == 0));
        await People(world, random, 60);
        var known = new HashSet<int>();
        for (var round = 0; round < 3; round++)
        {
            var asked = audiences.OrderBy(_ => random.Next()).Take(4 - round).ToArray();
            var answer = await Overlap(world, [.. asked.Select(audience => audience.Id)]);
            var members = new Dictionary<string, HashSet<Guid>>();
            foreach (var audience in asked)
                members[audience.Id] = await world.Members(audience.Id);

            Assert.Equal((1 << asked.Length) - 1, answer.Sets.Select(set => string.Join(' ', set.In)).Distinct().Count());
            foreach (var set in answer.Sets)
                Assert.Equal(
                    members.Values.SelectMany(ids => ids).Distinct().Count(id => members.All(audience => audience.Value.Contains(id) == set.In.Contains(audience.Key))),
                    set.Count);
            Assert.Equal(asked.Select(audience => (audience.Id, members[audience.Id].Count)), answer.Audiences.Select(audience => (audience.Id, audience.Count)));
            known.UnionWith(answer.Sets.Select(set => set.Count));
            world.Clock.Advance(TimeSpan.FromMinutes(40));
        }
        Assert.True(known.Count > 3, "The sets hardly differ.");
    }

    [Fact]
    public async Task What_cannot_overlap_is_refused_and_nothing_of_it_is_told()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("one", Definition(new Random(1)));
        foreach (var ids in new[] { "[]", "5", "[5]", $"[\"{audience.Id}\",\"{audience.Id}\"]", "[\"a\",\"b\",\"c\",\"d\",\"e\"]" })
            Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new OverlapAudiences(World.Admin, World.Json($$"""{"ids":{{ids}}}"""))))).Status);
        var foreign = World.Admin with { User = "other", Role = "member", OwnBooks = ["user:other"] };
        var refusal = await Assert.ThrowsAsync<Refusal>(
            () => world.Door.Send(new OverlapAudiences(foreign with { Organisation = "elsewhere" }, World.Json($$"""{"ids":["{{audience.Id}}"]}"""))));
        Assert.Equal((404, "unknown-audience"), (refusal.Status, refusal.Type));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Facets_are_what_a_plain_tally_of_those_found_says(int seed)
    {
        await using var world = await World.Open();
        var random = new Random(seed);
        var people = await People(world, random, 80);
        for (var round = 0; round < 4; round++)
        {
            var definition = Definition(random);
            var audience = await world.Audience($"a{round}", definition);
            var members = await world.Members(audience.Id);
            Person[] those = [.. people.Where(person => members.Contains(person.Key)).Select(person => person.Value)];
            foreach (var body in new[] { $"\"definition\":{definition}", $"\"audience\":\"{audience.Id}\"" })
            {
                await Compare(world, body, "trait.city", those, person => person.City.Trim().Length == 0 ? [] : [person.City]);
                await Compare(world, body, "tag", those, person => person.Tags);
                await Compare(world, body, "trait.drinks", those, person => person.Drinks);
                await Compare(world, body, "trait.points", those, person => [$"{person.Points}"]);
                await Compare(world, body, "eventCount", those, person => [$"{person.Events}"]);
                await Compare(world, body, "identified", those, _ => ["true"]);
                await Compare(world, body, "trait.nothing", those, _ => []);
            }
        }
    }

    [Fact]
    public async Task The_fifty_that_most_have_are_shown_and_the_rest_is_counted()
    {
        await using var world = await World.Open();
        for (var number = 0; number < 60; number++)
            await world.Upsert($$"""{"externalId":"p{{number}}","email":"p{{number}}@example.org","traits":{"group":"g{{Math.Min(number, 57)}}"} }""");
        var emails = await Facets(world, Everybody, "email");
        Assert.Equal((50, 10, 0, 60), (emails.Values.Count, emails.More, emails.Missing, emails.Count));
        var groups = await Facets(world, Everybody, "trait.group");
        Assert.Equal((50, 8, "g57", 3), (groups.Values.Count, groups.More, groups.Values[0].Value, groups.Values[0].Count));
    }

    [Fact]
    public async Task Stages_have_their_labels_and_instants_are_written_out()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann","stage":"Inactive"}""");
        Assert.Equal(("Inactive", "Past"), (await Facets(world, Everybody, "stage")).Values.Select(value => (value.Value, value.Label!)).Single());
        Assert.Equal(world.Clock.Now.ToString(), (await Facets(world, Everybody, "createdAt")).Values.Single().Value);
    }

    [Theory]
    [InlineData("device", "desktop 1")]
    [InlineData("browser", "Edge 1")]
    [InlineData("firstSeen", "2025-12-31T22:00:00.000Z 1")]
    [InlineData("lastSeen", "2025-12-31T23:30:00.000Z 1")]
    [InlineData("eventCount", "0 1, 3 1")]
    [InlineData("sessionCount", "0 1, 2 1")]
    [InlineData("birthday", "1980-02-29 1")]
    [InlineData("subscribed", "false 2")]
    public async Task What_is_read_off_events_and_dates_has_facets_too(string field, string values)
    {
        await using var world = await World.Open();
        const string edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
        foreach (var minutes in new[] { 120, 110, 30, -10 })
            await world.Ingest(
                $$$"""{"type":"track","userId":"ann","event":"buy","messageId":"m{{{minutes}}}","context":{"userAgent":"{{{edge}}}"},"timestamp":"{{{world.Clock.GetUtcNow().AddMinutes(-minutes):O}}}"}""");
        await world.Upsert("""{"externalId":"bob","birthday":"1980-02-29"}""");
        var facets = await Facets(world, Everybody, field);
        Assert.Equal(values, string.Join(", ", facets.Values.OrderBy(value => value.Value, StringComparer.Ordinal).Select(value => $"{value.Value} {value.Count}")));
        Assert.Equal(2 - facets.Values.Sum(value => value.Count), facets.Missing);
    }

    [Theory]
    [InlineData("event.buy", "`event.buy` is no field of contacts.")]
    [InlineData("contry", "Did you mean `country`?")]
    [InlineData("trait.", "trait.<name>")]
    public async Task What_is_no_field_of_a_contact_is_refused_with_what_there_is(string field, string said)
    {
        await using var world = await World.Open();
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Facets(world, $"\"definition\":{Definition(new Random(1))}", field));
        Assert.Equal((422, "unknown-field"), (refusal.Status, refusal.Type));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"field":"tag"}""")]
    [InlineData("""{"field":"tag","definition":5}""")]
    [InlineData("""{"field":5,"definition":{"match":"all","conditions":[{"field":"tag","op":"exists"}]}}""")]
    [InlineData("""{"field":"tag","fields":"tag"}""")]
    public async Task A_body_that_asks_for_no_facets_is_refused(string body)
    {
        await using var world = await World.Open();
        Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new FacetAudience(World.Admin, World.Json(body))))).Status);
        Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new OverlapAudiences(World.Admin, World.Json(body))))).Status);
    }

    [Fact]
    public async Task A_team_is_told_nothing_of_what_its_contacts_did()
    {
        await using var world = await World.Open();
        var mate = World.Admin with { Teams = ["sales"] };
        foreach (var field in new[] { "lastSeen", "eventCount", "browser" })
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(
                new FacetAudience(mate, World.Json($$"""{ {{Everybody}},"book":"team:sales","kind":"custom","field":"{{field}}"}"""))));
            Assert.Equal("private-timeline", refusal.Type);
        }
        Assert.Empty((await world.Door.Send(new FacetAudience(mate, World.Json($$"""{ {{Everybody}},"book":"team:sales","kind":"custom","field":"city"}""")))).Values);
    }

    /// <summary>Case-blind, and a letter with its mark is the marked letter.</summary>
    private static string Same(string text) => text.Replace("u\u0308", "ü", StringComparison.Ordinal).ToLowerInvariant();

    private static async Task Compare(World world, string body, string field, Person[] those, Func<Person, string[]> values)
    {
        var facets = await Facets(world, body, field);
        var plain = those.SelectMany(person => values(person).DistinctBy(Same)).GroupBy(Same).Select(same => (same.Key, Count: same.Count())).ToArray();
        Assert.Equal(plain.OrderBy(value => value.Key, StringComparer.Ordinal), facets.Values.Select(value => (Same(value.Value), value.Count)).OrderBy(value => value.Item1, StringComparer.Ordinal));
        Assert.Equal((those.Length, those.Count(person => values(person).Length == 0), 0), (facets.Count, facets.Missing, facets.More));
        Assert.Equal(facets.Values.Select(value => value.Count).OrderDescending(), facets.Values.Select(value => value.Count));
        foreach (var value in facets.Values)
        {
            var spelt = those.SelectMany(values).Where(text => Same(text) == Same(value.Value)).CountBy(text => text).ToDictionary();
            // Of a person's drinks that are the same any may be the one that counts.
            if (field != "trait.drinks")
                Assert.Equal(spelt.Values.Max(), spelt[value.Value]);
        }
    }

    private static async Task<Dictionary<Guid, Person>> People(World world, Random random, int count)
    {
        var people = new Dictionary<Guid, Person>();
        for (var number = 0; number < count; number++)
        {
            var person = new Person(Cities[random.Next(Cities.Length)], Some(random, Tags), Some(random, Drinks), random.Next(10), random.Next(4));
            var contact = await world.Upsert(
                $$$"""{"externalId":"p{{{number}}}","tags":{{{List(person.Tags)}}},"traits":{"drinks":{{{List(person.Drinks)}}},"city":"{{{person.City}}}","points":{{{person.Points}}}}}""");
            for (var message = 0; message < person.Events; message++)
                await world.Ingest(
                    $$"""{"type":"track","userId":"p{{number}}","event":"buy","messageId":"m{{number}}-{{message}}","timestamp":"{{world.Clock.GetUtcNow().AddMinutes(-random.Next(240)):O}}"}""");
            people[Guid.Parse(contact.Id)] = person;
        }
        return people;
    }

    private static string[] Some(Random random, string[] pool) => [.. pool.Where(_ => random.Next(3) == 0)];

    private static string List(string[] texts) => $"[{string.Join(",", texts.Select(text => $"\"{text}\""))}]";

    private static string Definition(Random random)
    {
        var conditions = Conditions.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray();
        return $$"""{"match":"{{(random.Next(2) == 0 ? "any" : "all")}}","conditions":[{{string.Join(",", conditions)}}]}""";
    }

    private static Task<OverlapView> Overlap(World world, string[] ids) =>
        world.Door.Send(new OverlapAudiences(World.Admin, World.Json($$"""{"ids":{{List(ids)}}}""")));

    private static Task<FacetsView> Facets(World world, string body, string field) =>
        world.Door.Send(new FacetAudience(World.Admin, World.Json($$"""{ {{body}},"field":"{{field}}"}""")));

    private sealed record Person(string City, string[] Tags, string[] Drinks, int Points, int Events);
}
