using System.Globalization;
using Contacts;
using Contracts;

namespace Tests.Membership;

/// <summary>What goes by the bulk lane comes to the same as row after row, in contacts, members and changes, also after a crash.</summary>
public class BulkLaneTests
{
    private static readonly string[] Definitions =
    [
        """{ "match": "all", "conditions": [ { "field": "trait.plan", "op": "equals", "value": "a" } ] }""",
        """{ "match": "any", "conditions": [ { "field": "tag", "op": "equals", "value": "t1" }, { "field": "email", "op": "startsWith", "value": "e1" } ] }""",
        """{ "match": "all", "conditions": [ { "field": "createdAt", "op": "within", "value": "1h" } ], "exclude": [ { "field": "tag", "op": "equals", "value": "t2" } ] }""",
        """{ "match": "all", "conditions": [ { "field": "event.seen", "op": "notPerformed", "within": "2h" }, { "field": "identified", "op": "equals", "value": true } ] }""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_come_to_the_same_together_and_one_by_one(int seed)
    {
        await using var together = await World.Open();
        await using var alone = await World.Open();
        var audiences = new List<(AudienceView Together, AudienceView Alone)>();
        for (var i = 0; i < Definitions.Length; i++)
            audiences.Add((await together.Audience($"a{i}", Definitions[i], active: i != 1), await alone.Audience($"a{i}", Definitions[i], active: i != 1)));
        var random = new Random(seed);
        for (var chunk = 0; chunk < 4; chunk++)
        {
            var rows = Rows(random, chunk, 60);
            var bulk = await WriterOf(together).Write(WriteAt(together), rows, default);
            var single = new List<RowFate>();
            foreach (var row in rows) single.AddRange(await WriterOf(alone).Write(WriteAt(alone), [row], default));
            Assert.Equal(single, bulk);
            await Same(together, alone, audiences);
            var minutes = random.Next(50);
            foreach (var world in (World[])[together, alone]) world.Clock.Advance(TimeSpan.FromMinutes(minutes));
            if (chunk % 2 == 1) await together.Restart(gracefully: false);
        }
        await Same(together, alone, audiences);
    }

    [Fact]
    public async Task An_address_that_one_of_two_gave_up_leads_to_the_other()
    {
        await using var world = await World.Open();
        var first = await world.Upsert("""{ "externalId": "x1", "email": "a@example.org" }""");
        await world.Upsert("""{ "externalId": "x2", "email": "a@example.org" }""");
        await world.Upsert("""{ "externalId": "x2", "email": "b@example.org" }""");
        Assert.Equal(first.Id, (await world.Upsert("""{ "email": "a@example.org" }""")).Id);
    }

    [Fact]
    public async Task A_contact_whose_grain_is_awake_is_edited_as_the_import_left_it()
    {
        await using var world = await World.Open();
        var contact = await world.Upsert("""{ "externalId": "x1", "traits": { "plan": "a" } }""");
        var rows = Enumerable.Range(1, 20).Select(row => new ImportRow(
            row, Guid.NewGuid(), World.Json($$"""{ "externalId": "x{{row}}", "traits": { "plan": "b" } }"""))).ToList();
        await WriterOf(world).Write(WriteAt(world), rows, default);
        Assert.Equal("a", (await world.Upsert("""{ "externalId": "x1", "traits": { "plan": "a" } }""")).Traits["plan"].GetString());
        Assert.Equal(contact.Id, (await world.Upsert("""{ "externalId": "x1" }""")).Id);
    }

    private static async Task Same(World together, World alone, List<(AudienceView Together, AudienceView Alone)> audiences)
    {
        Assert.Equal(await Contacts(alone), await Contacts(together));
        foreach (var (one, other) in audiences)
        {
            Assert.Equal((await alone.Members(other.Id)).Order(), (await together.Members(one.Id)).Order());
            Assert.Empty((await together.Door.Send(new VerifyAudience(World.Admin, one.Id))).Wrong);
            Assert.Equal(await Changes(alone, other), await Changes(together, one));
        }
    }

    private static async Task<string[]> Contacts(World world)
    {
        var page = await world.Door.Send(new ListContacts(World.Admin, null, null, 1000, false));
        return [.. page.Items.Select(contact => string.Join('|', contact.Id, contact.ExternalId, string.Join(',', contact.Emails.Select(email => email.Value)),
            string.Join(',', contact.Tags), contact.Traits.GetValueOrDefault("plan").ToString(), contact.FirstName, contact.Imported, contact.Version, contact.UpdatedAt))];
    }

    private static async Task<string[]> Changes(World world, AudienceView audience) =>
        [.. (await world.Changes(audience.Id)).GroupBy(change => change.ContactId!.Value).OrderBy(contact => contact.Key)
            .Select(contact => string.Join(' ', contact.Select(change => $"{contact.Key:N} {change.Change} {change.At} {change.Cause} {change.Version}")))];

    private static ChunkWriter WriterOf(World world) => world.Service<ChunkWriter>();

    private static ImportWrite WriteAt(World world) => new(
        World.Admin, World.Admin.Book, new(world.Clock.Now, "import:i1", "file", null), new("user:u", "i1", null));

    /// <summary>People who share ids and addresses, and some whom nothing leads to.</summary>
    private static List<ImportRow> Rows(Random random, int chunk, int count)
    {
        var rows = new List<ImportRow>();
        for (var i = 1; i <= count; i++)
        {
            var number = (chunk * count) + i;
            var fields = new List<string> { $"\"firstName\":\"n{number}\"" };
            if (random.Next(3) > 0) fields.Add($"\"externalId\":\"x{random.Next(60)}\"");
            if (random.Next(3) > 0) fields.Add($"\"email\":\"e{random.Next(40)}@example.org\"");
            if (random.Next(3) == 0) fields.Add($"\"traits\":{{\"plan\":\"{"abc"[random.Next(3)]}\"}}");
            if (random.Next(3) == 0) fields.Add($"\"tags\":[\"t{random.Next(4)}\"]");
            var fresh = Guid.ParseExact(number.ToString("x32", CultureInfo.InvariantCulture), "N");
            rows.Add(new(number, fresh, World.Json($"{{{string.Join(',', fields)}}}")));
        }
        return rows;
    }
}
