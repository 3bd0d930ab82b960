using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tests.Support;
using Xunit.Abstractions;

namespace Tests.Journeys.Privacy;

/// <summary>
/// Whatever people do in whatever order, everybody finds in his audiences exactly whom the plain office says, and nothing of anybody else's:
/// random deeds over HTTP, checked after each. <c>PRIVACY_SEED</c> repeats a run.
/// </summary>
public sealed class PrivacyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Offices = 6, Steps = 40, Contacts = 6;

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly Gen<OfficeStep> Step =
        from deed in Gen.Frequency(
            (12, Gen.Elements(Deed.Tag, Deed.Untag, Deed.Customers, Deed.Family, Deed.NoSegment)), (12, Gen.Elements(Deed.Share, Deed.Share, Deed.Share, Deed.Unshare)),
            (12, Gen.Elements(Deed.Archive, Deed.Unarchive, Deed.TeamArchive, Deed.TeamUnarchive)), (8, Gen.Elements(Deed.Copied, Deed.Copied, Deed.Met)),
            (8, Gen.Elements(Deed.Join, Deed.Join, Deed.Leave)), (6, Gen.Constant(Deed.Wait)), (1, Gen.Constant(Deed.Erase)), (1, Gen.Constant(Deed.Restart)))
        from user in Gen.Choose(0, PlainOffice.Users - 1)
        from contact in Gen.Choose(0, Contacts - 1)
        from team in Gen.Choose(0, PlainOffice.Teams - 1)
        from days in Gen.Elements(1, 15, 29, 30)
        select new OfficeStep(deed, user, contact, team, days);

    private static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("PRIVACY_SEED"), out var given) ? given : (ulong)Random.Shared.Next();

    private readonly AudiencesClient[] users = new AudiencesClient[PlainOffice.Users];
    private readonly string[] ids = new string[PlainOffice.Users], teams = new string[PlainOffice.Teams], vips = new string[PlainOffice.Users];
    private ServerProcess server = null!;
    private AudiencesClient admin = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
        await admin.SetClock(Start);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task No_sequence_of_deeds_shows_anybody_what_is_not_his()
    {
        var seed = Seed;
        var (done, refused) = (0, 0);
        for (var number = 0; number < Offices; number++)
        {
            var office = await Open();
            var steps = Step.Sample(Steps, new Rnd(seed + (ulong)number), 50).ToArray();
            for (var i = 0; i < steps.Length; i++)
            {
                var shownBy = $"PRIVACY_SEED={seed}, office {number}, after {string.Join("; ", steps[..(i + 1)].Select(step => step.ToString()))}";
                var expected = steps[i].Do(office);
                if (expected is 200 or 204) done++;
                else refused++;
                if (expected != 0)
                    Assert.True(await Try(office, steps[i]) == expected, $"{expected} is due: {shownBy}");
                await Compare(office, shownBy);
            }
        }
        output.WriteLine($"PRIVACY_SEED={seed}: {done} deeds done, {refused} refused");
        // Seed 613051999 does 79 of 240.
        Assert.True(done > Offices * Steps / 5 && refused > Offices, $"{done} done, {refused} refused: too one-sided to say anything");
    }

    private async Task<PlainOffice> Open()
    {
        var office = new PlainOffice { Now = await admin.Clock() };
        for (var user = 0; user < users.Length; user++)
            (users[user], ids[user]) = await admin.Invite("member");
        for (var team = 0; team < teams.Length; team++)
        {
            teams[team] = (await admin.Post("/v1/teams", new JsonObject { ["name"] = team.ToString(CultureInfo.InvariantCulture) })).Is(201).Json["id"].Text();
            for (var user = 0; user < users.Length; user++)
                await SetIn(office, team, user, true);
        }
        for (var user = 0; user < users.Length; user++)
            vips[user] = (await users[user].Post("/v1/audiences", JsonNode.Parse($$"""
                { "name": "Team vips", "book": "team:{{teams[0]}}", "definition": { "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" } ] } }
                """)!)).Is(201).Json["id"].Text();
        // Out again, but for the first two of the first team.
        foreach (var (team, user) in new[] { (0, 2), (1, 0), (1, 1), (1, 2) })
            await SetIn(office, team, user, false);
        for (var number = 0; number < Contacts; number++)
            office.Contacts.Add(await Make(office, number));
        return office;
    }

    private async Task SetIn(PlainOffice office, int team, int user, bool isIn)
    {
        office.SetIn(team, user, isIn);
        var path = $"/v1/teams/{teams[team]}/members/{ids[user]}";
        (isIn ? await admin.Put(path, new JsonObject()) : await admin.Delete(path)).Is(200);
    }

    private async Task<PlainContact> Make(PlainOffice office, int number)
    {
        var (owner, automatic) = (number % PlainOffice.Users, number >= Contacts / 2);
        var contact = new PlainContact(number, owner, automatic);
        if (!automatic)
        {
            contact.Id = (await users[owner].Upsert(new() { ["email"] = Address(number) }))["id"].Text();
            return contact;
        }
        contact.CopiedAt = office.Now;
        contact.Id = (await Converse(owner, number, office.Now, copied: true)).Is(200).Json["contacts"]!.AsArray()
            .Single(item => item!["as"].Text() == "copied")!["id"].Text();
        return contact;
    }

    private static string Address(int number) => $"{number}@example.org";

    // From oneself, so that nobody else is met by it.
    private Task<Answer> Converse(int user, int number, DateTimeOffset at, bool copied) => users[user].Post("/v1/conversations", new JsonObject
    {
        ["kind"] = "email", ["id"] = Guid.NewGuid().ToString("N"), ["at"] = at.ToString("O"), ["from"] = "ann@example.org",
        [copied ? "cc" : "to"] = new JsonArray(Address(number)),
    });

    private async Task<int> Try(PlainOffice office, OfficeStep step)
    {
        var who = users[step.User];
        var contact = $"/v1/contacts/{office.Contacts[step.Contact].Id}";
        switch (step.Deed)
        {
            case Deed.Tag: return (await who.Put($"{contact}/tags/vip", new JsonObject())).Code;
            case Deed.Untag: return (await who.Delete($"{contact}/tags/vip")).Code;
            case Deed.Customers: return (await who.Patch(contact, new JsonObject { ["segment"] = "Customers" })).Code;
            case Deed.Family: return (await who.Patch(contact, new JsonObject { ["segment"] = "Family" })).Code;
            case Deed.NoSegment: return (await who.Patch(contact, new JsonObject { ["segment"] = null })).Code;
            case Deed.Share: return (await who.Put($"{contact}/teams/{teams[step.Team]}", new JsonObject())).Code;
            case Deed.Unshare: return (await who.Delete($"{contact}/teams/{teams[step.Team]}")).Code;
            case Deed.Archive: return (await who.Post($"{contact}/archive")).Code;
            case Deed.Unarchive: return (await who.Post($"{contact}/unarchive")).Code;
            case Deed.TeamArchive: return (await who.Post($"{contact}/archive?book=team:{teams[step.Team]}")).Code;
            case Deed.TeamUnarchive: return (await who.Post($"{contact}/unarchive?book=team:{teams[step.Team]}")).Code;
            case Deed.Copied or Deed.Met: return (await Converse(step.User, step.Contact, office.Now, step.Deed == Deed.Copied)).Code;
            case Deed.Join or Deed.Leave:
                await SetIn(office, step.Team, step.User, step.Deed == Deed.Join);
                return 200;
            case Deed.Wait:
                await admin.SetClock(office.Now);
                return 200;
            case Deed.Erase: return (await who.Delete(contact)).Code;
            default:
                await server.Kill();
                await server.StartAgain();
                return 200;
        }
    }

    private async Task Compare(PlainOffice office, string shownBy)
    {
        var names = office.Contacts.ToDictionary(contact => contact.Id, contact => contact.Number);
        for (var user = 0; user < users.Length; user++)
        {
            var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var audience in await users[user].All("/v1/audiences"))
            {
                var members = (await users[user].Get($"/v1/audiences/{audience["id"].Text()}/members")).Is(200).Json["items"]!.AsArray()
                    .Select(item => names[Guid.Parse(item!["contactId"].Text()).ToString("N")]).Order();
                var label = audience["kind"].Text() == "team" ? $"{audience["name"].Text()} {audience["label"].Text()}" : audience["name"].Text();
                shown[label] = string.Join(' ', members);
            }
            var expected = office.Shown(user);
            Assert.True(expected.SequenceEqual(shown), $"User {user} finds {string.Join(", ", shown)} and is to find {string.Join(", ", expected)}: {shownBy}");
            foreach (var contact in office.Contacts)
                Assert.True((await users[user].Get($"/v1/contacts/{contact.Id}")).Code == (office.Sees(user, contact) ? 200 : 404), $"User {user}, contact {contact.Number}: {shownBy}");
        }
    }
}
