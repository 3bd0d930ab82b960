using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// Many due times of many kinds, pending at once: as the clock goes on, exactly those that have come are in the log, each dated at
/// its own instant. <c>AUDIENCES_DUE_TIMES</c> asks for more of them; a million takes two minutes.
/// </summary>
public sealed class DueTimesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int PerContact = 10;
    private const int PerBatch = 100;

    private static readonly int Contacts = Asked.Of("AUDIENCES_DUE_TIMES", 20_000) / PerContact;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    // No window has passed at the start, when the oldest value and event are ten days old.
    private static readonly Kind[] Kinds =
    [
        new("trait within", """{ "field": "trait.at", "op": "within", "value": "11d" }""", false, (11, "left")),
        new("trait notWithin", """{ "field": "trait.at", "op": "notWithin", "value": "12d" }""", false, (12, "entered")),
        new("trait olderThan", """{ "field": "trait.at", "op": "olderThan", "value": "13d" }""", false, (13, "entered")),
        new("trait between", """{ "field": "trait.at", "op": "between", "value": ["19d", "18d"] }""", false, (18, "entered"), (19, "left")),
        new("performed", """{ "field": "event.seen", "op": "performed", "within": "14d" }""", true, (14, "left")),
        new("notPerformed", """{ "field": "event.seen", "op": "notPerformed", "within": "15d" }""", true, (15, "entered")),
        new("lastSeen", """{ "field": "lastSeen", "op": "olderThan", "value": "16d" }""", true, (16, "entered")),
        new("eventCount", """{ "field": "eventCount", "op": "atMost", "value": 0, "within": "17d" }""", true, (17, "entered")),
        new("firstSeen", """{ "field": "firstSeen", "op": "within", "value": "20d" }""", true, (20, "left")),
    ];

    private readonly Random random = new(5);
    private readonly Dictionary<string, (DateTimeOffset Trait, DateTimeOffset Event)> people = [];
    private ServerProcess server = null!;
    private AudiencesClient client = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        client = server.Client();
        await client.SetClock(Start);
    }

    [Fact]
    public async Task Each_due_time_is_in_the_log_at_its_instant_and_none_before_the_clock_has_come_there()
    {
        await Timed($"{Contacts:N0} contacts", Fill);
        var audiences = new List<Followed>();
        await Timed("activated", async () =>
        {
            foreach (var kind in Kinds) audiences.Add(await Follow(kind));
        });
        Assert.Equal(Contacts * PerContact, audiences.Sum(audience => audience.Pending.Count));

        var middle = audiences.SelectMany(audience => audience.Pending).Select(due => due.At).Order().ElementAt(Contacts * PerContact / 2);
        await MoveTo(Start.AddDays(0.9), audiences);
        await MoveTo(middle.AddMilliseconds(-1), audiences);
        await MoveTo(middle, audiences);
        await server.Kill();
        await Timed("started again after kill -9", () => server.StartAgain());
        await MoveTo(Start.AddDays(40), audiences);
        Assert.All(audiences, audience => Assert.Empty(audience.Pending));
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    private async Task Fill()
    {
        var file = new StringBuilder("external id,trait.at\n");
        for (var i = 0; i < Contacts; i++)
        {
            var (name, trait, happened) = ($"p{i}", Earlier(), Earlier());
            people[name] = (trait, happened);
            file.Append(CultureInfo.InvariantCulture, $"{name},{trait.Rfc3339()}\n");
        }
        Assert.Equal((Contacts, 0, 0), (await client.Import(file.ToString())).Counts());
        await Parallel.ForEachAsync(people.Chunk(PerBatch), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (some, _) =>
            (await client.Post("/v1/batch", new JsonObject { ["batch"] = new JsonArray([.. some.Select(person => Seen(person.Key, person.Value.Event))]) })).Is(200));
        foreach (var contact in await client.All("/v1/contacts"))
        {
            var name = contact["externalId"].Text();
            Assert.True(people.Remove(name, out var times), $"{name} is listed twice");
            people[contact["id"].Text()] = times;
        }
    }

    private DateTimeOffset Earlier() => Start.AddMilliseconds(-random.NextInt64((long)TimeSpan.FromDays(10).TotalMilliseconds));

    private static JsonObject Seen(string who, DateTimeOffset at) => new()
    {
        ["type"] = "track", ["event"] = "seen", ["userId"] = who, ["messageId"] = who, ["timestamp"] = at.Rfc3339(),
    };

    private async Task<Followed> Follow(Kind kind)
    {
        var id = await client.CreateActive(kind.Name, $$"""{ "match": "all", "conditions": [ {{kind.Condition}} ] }""");
        var inside = people.Count * (kind.Flips[0].What == "left" ? 1 : 0);
        Assert.Equal(inside, await Size(id));
        var pending =
            from person in people
            from flip in kind.Flips
            select new Due((kind.OfEvent ? person.Value.Event : person.Value.Trait).AddDays(flip.Days), flip.What, person.Key);
        return new Followed(kind.Name, id, [.. pending]) { Place = (await Feed.Read(client, id)).Last, Size = inside };
    }

    /// <summary>What the log tells since the last position is exactly what has come due since.</summary>
    private async Task MoveTo(DateTimeOffset now, List<Followed> audiences)
    {
        await Timed($"clock to {now.Rfc3339()}", () => client.SetClock(now));
        var told = 0;
        await Timed("read", async () =>
        {
            foreach (var audience in audiences) told += await Compare(audience, now);
        });
        output.WriteLine($"  {told:N0} due times");
    }

    private async Task<int> Compare(Followed audience, DateTimeOffset now)
    {
        var feed = await Feed.Read(client, audience.Id, audience.Place);
        audience.Place = feed.Last;
        Assert.All(feed.Items, item => Assert.Equal("time", item.Cause));
        var told = feed.Items.Select(item => new Due(item.At, item.What, item.ContactId)).ToList();
        var come = audience.Pending.Where(due => due.At <= now).ToHashSet();
        var (missed, early) = (come.Except(told).ToList(), told.Except(come).ToList());
        Assert.True(missed.Count + early.Count == 0 && told.Count == come.Count,
            $"{audience.Name} at {now.Rfc3339()}: {come.Count} have come due, {told.Count} are told; missed {string.Join(", ", missed.Take(3))}; early, or dated wrongly {string.Join(", ", early.Take(3))}");
        audience.Pending.ExceptWith(come);
        audience.Size += told.Sum(due => due.What == "entered" ? 1 : -1);
        Assert.Equal(audience.Size, await Size(audience.Id));
        return told.Count;
    }

    private async Task<int> Size(string audience) => (await client.Get($"/v1/audiences/{audience}")).Is(200).Json["size"]!["count"]!.GetValue<int>();

    private async Task Timed(string what, Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        output.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:N1} s");
    }

    private sealed record Kind(string Name, string Condition, bool OfEvent, params (int Days, string What)[] Flips);

    private readonly record struct Due(DateTimeOffset At, string What, string Contact);

    private sealed record Followed(string Name, string Id, HashSet<Due> Pending)
    {
        public required string Place { get; set; }
        public required int Size { get; set; }
    }
}
