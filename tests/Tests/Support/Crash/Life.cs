using System.Text.Json.Nodes;
using Tests.Support.Plain;

namespace Tests.Support.Crash;

/// <summary>What the test remembers across crashes; nothing of it is asked of the server.</summary>
/// <param name="server">Killed and started again.</param>
/// <param name="client">Of that server.</param>
/// <param name="five">As they are on it.</param>
/// <param name="crashes">How many are to come: of more than twenty, everything ever sent is looked at after each fifth, and what was sent since after each.</param>
internal sealed class Life(ServerProcess server, AudiencesClient client, FiveOnServer five, int crashes)
{
    readonly PlainWorld world = new();
    readonly List<Write> acknowledged = [];
    readonly List<Write> sent = [];
    Dictionary<string, Feed> feeds = FiveAudiences.Letters.ToDictionary(letter => letter, _ => new Feed([], "0"));
    DateTimeOffset clock = Writes.Now;
    int next = 1;

    /// <summary>From the start of the process after a kill.</summary>
    public Times Ready { get; } = new("ready after kill -9");

    /// <summary>Of all writes, how many were acknowledged, and how many on their way at the kills.</summary>
    public string Sent => $"{sent.Count} writes, {acknowledged.Count} of them acknowledged before a kill";

    public async Task Crash(int crash)
    {
        var random = new Random(crash);
        var load = new Load(client, next);
        var moved = clock.AddSeconds(random.Next(1_800, 180_000) * 10 / Math.Max(crashes, 10));
        var attempt = Task.FromResult(false);
        await load.Until(random.Next(150, 450), async () =>
        {
            attempt = TryMoveClock(moved);
            if (random.Next(2) == 0)
                await attempt;
            await server.Kill();
        });
        Assert.True(load.Unanswered >= Load.UnansweredAtLeast, $"crash {crash}: only {load.Unanswered} requests were unanswered at the kill");
        next = load.NextNumber;
        acknowledged.AddRange(load.Acknowledged);
        sent.AddRange(load.Sent);
        await server.StartAgain();
        Ready.Add(server.TimeToReady);
        var looksAtAll = crashes <= 20 || crash % 5 == 0;
        await ClockIsOneOfTheTwo(moved, await attempt);
        await Survivors.NothingLostNothingDoubled(client, looksAtAll ? acknowledged : load.Acknowledged);
        foreach (var write in load.Sent)
            Remember(write);
        await SendAgain(load.Sent);
        if (looksAtAll) await Survivors.ExactlyOnce(client, five, world);
        await LogsGrew();
    }

    public async Task SendEverythingAgain()
    {
        await SendAgain(sent);
        await Survivors.ExactlyOnce(client, five, world);
    }

    void Remember(Write write)
    {
        if (write.IsUpsert)
            world.Upserted(write.Body);
        foreach (var message in write.Messages)
            world.Sent(message);
    }

    /// <summary>A clock that moves just as the server dies: true only if it was acknowledged.</summary>
    async Task<bool> TryMoveClock(DateTimeOffset to)
    {
        try
        {
            await client.SetClock(to);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    async Task ClockIsOneOfTheTwo(DateTimeOffset moved, bool wasAcknowledged)
    {
        var now = await client.Clock();
        Assert.True(now == moved || (now == clock && !wasAcknowledged), $"the clock reads {now.Rfc3339()} after it was moved from {clock.Rfc3339()} to {moved.Rfc3339()}");
        await client.SetClock(moved);
        clock = moved;
    }

    /// <summary>Acknowledged and unacknowledged alike, as a client that does not know would.</summary>
    async Task SendAgain(IReadOnlyList<Write> writes)
    {
        foreach (var write in writes.Where(write => write.IsUpsert))
            await client.Upsert(write.Body.DeepClone().AsObject());
        var messages = writes.SelectMany(write => write.Messages).ToList();
        foreach (var some in messages.Chunk(100))
            (await client.Post("/v1/batch", new JsonObject { ["batch"] = new JsonArray([.. some.Select(message => message.DeepClone())]) })).Is(200);
    }

    async Task LogsGrew()
    {
        var now = await five.Feeds();
        foreach (var letter in FiveAudiences.Letters)
        {
            Survivors.LogGrewFrom(feeds[letter], now[letter]);
            Assert.Equal(new SortedSet<string>(await client.MemberIds(five.Id(letter)), StringComparer.Ordinal), now[letter].Fold());
        }
        feeds = now;
    }

    /// <summary>Audiences of nobody or of everybody would have proved nothing.</summary>
    public async Task EachAudienceIsWorthChecking()
    {
        foreach (var letter in FiveAudiences.Letters)
            Assert.InRange((await five.Members(letter)).Count, 1, Writes.Users - 1);
    }
}
