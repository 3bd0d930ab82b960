using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;
using Tests.Support.Plain;
using Tests.Support.Plan;

namespace Tests.Journeys;

/// <summary>
/// One server that lived through sixty days of two SDKs. The first test that asks for <see cref="Lived"/> waits for it to be lived;
/// afterwards the clock stands at the last position and everything sent is kept as it was on the wire.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SdkJourney : IAsyncLifetime, ICollectionFixture<SdkJourney>
{
    public const string Name = "the life of two SDKs";

    readonly Lazy<Task> living;
    readonly List<Seen> seen = [];
    ServerProcess? server;
    Recorder? recorder;
    AudiencesClient? client;
    int told;

    public SdkJourney() => living = new(Live);

    internal sealed record Seen(DateTimeOffset Now, IReadOnlyDictionary<string, SortedSet<string>> Wanted, IReadOnlyDictionary<string, SortedSet<string>> Shown);

    internal PlainWorld World { get; } = new();
    internal FiveOnServer Five { get; private set; } = null!;
    internal AudiencesClient Client => client!;
    internal IReadOnlyList<Seen> Positions => seen;
    internal IReadOnlyList<Recorded> Sent => recorder!.Taken;
    internal IReadOnlyList<string> Refused => recorder!.Refused;

    internal async Task<SdkJourney> Lived()
    {
        await living.Value;
        return this;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task Live()
    {
        server = await ServerProcess.Start();
        client = server.Client();
        recorder = await Recorder.Before(server.Url);
        await client.SetClock(Calendar60.Start);
        var key = (await client.Post("/v1/keys", JsonNode.Parse("""{ "name": "sdk", "scopes": ["ingest", "write"], "server": true }"""))).Is(200, 201).Json["key"].Text();
        Five = await FiveOnServer.Create(client);
        SdkPlan[] plans = [new("segment", 1), new("rudder", 2)];
        for (var position = 0; position < Calendar60.Positions.Length; position++)
        {
            await client.SetClock(Calendar60.Positions[position]);
            foreach (var plan in plans)
                await Upsert(plan.UpsertsAt(position).ToList());
            if (position < Calendar60.SendingPositions)
                await Task.WhenAll(Feed("segment", plans[0], position, key), Feed("rudder", plans[1], position, key));
            await Look(Calendar60.Positions[position]);
        }
    }

    async Task Upsert(List<JsonObject> contacts)
    {
        foreach (var some in contacts.Chunk(200))
        {
            var answer = (await Client.Post("/v1/contacts/batch", new JsonObject { ["items"] = new JsonArray([.. some]) })).Is(200);
            Assert.All(answer.Json["items"]!.AsArray(), item => Assert.True(item!["status"].Text() is "created" or "updated", answer.ToString()));
            foreach (var contact in some)
                World.Upserted(contact);
        }
    }

    async Task Feed(string script, SdkPlan plan, int position, string key)
    {
        using var folder = new TempFolder();
        var file = folder.File("messages.jsonl");
        await File.WriteAllLinesAsync(file, plan.SentAt(position).Select(message => message.Body.ToJsonString()), new UTF8Encoding(false));
        await NodeScript.Run("feed.mjs", script, recorder!.Url.ToString().TrimEnd('/'), key, file);
    }

    /// <summary>The plain evaluator is given what really left the SDKs, read back from the recorded bytes.</summary>
    async Task Look(DateTimeOffset now)
    {
        foreach (var message in Sent.Skip(told).SelectMany(request => request.Messages))
            World.Sent(message);
        told = Sent.Count;
        var people = World.People();
        var shown = new Dictionary<string, SortedSet<string>>();
        foreach (var letter in FiveAudiences.Letters)
            shown[letter] = await Five.Members(letter);
        seen.Add(new Seen(now, FiveAudiences.Letters.ToDictionary(letter => letter, letter => FiveAudiences.Members(letter, people, now)), shown));
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (recorder is not null)
            await recorder.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }
}
