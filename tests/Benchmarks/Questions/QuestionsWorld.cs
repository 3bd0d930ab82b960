using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Benchmarks.Questions;

/// <summary>A server that is full of a crowd, and the peers that hold the same.</summary>
internal sealed class QuestionsWorld : IAsyncDisposable
{
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LookEach = TimeSpan.FromMilliseconds(20);

    private readonly List<IPeer> peers = [];
    private readonly Random written = new(3);

    private QuestionsWorld(Crowd crowd, Server server) => (Crowd, Server) = (crowd, server);

    public Crowd Crowd { get; }
    public Server Server { get; }
    public IReadOnlyList<IPeer> Peers => peers;

    public string Memory => $"{Server.Resident / 1e6:N0} MB resident, {Server.Peak / 1e6:N0} at the worst";

    public static async Task<QuestionsWorld> Open(KeptFolder folder, Crowd crowd, bool alone)
    {
        var book = await folder.Once("book", crowd.Name, path => Timed("the server's folder filled", () => FillBook(path, crowd)));
        var (duckDb, postgreSql) = alone ? ("", "") : await FillPeers(folder, crowd);
        var copy = folder.Copy(book);
        var watch = Stopwatch.StartNew();
        var world = new QuestionsWorld(crowd, await Server.Start(copy, manualClock: true, StartLimit));
        Console.WriteLine($"  {crowd.Name}: the server is ready {watch.Elapsed.TotalSeconds:N1} s after its first start; {world.Memory}");
        try
        {
            if (!alone) await world.Join(duckDb, postgreSql);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks as a user would, over HTTP.</summary>
    public async Task<(long Count, double Milliseconds)> Ask(JsonElement definition)
    {
        var order = JsonSerializer.SerializeToUtf8Bytes(new { definition });
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(LookEach))
        {
            using var body = new ByteArrayContent(order) { Headers = { ContentType = new("application/json") } };
            using var answer = await Server.Client.PostAsync("/v1/audiences/preview", body);
            var preview = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
            // Null while what it asks for is being loaded.
            if (preview.GetProperty("count") is { ValueKind: JsonValueKind.Number } count) return (count.GetInt64(), watch.Elapsed.TotalMilliseconds);
        }
    }

    /// <summary>Changes a contact and adds an event, here and at the peers: what was answered before need not be right any more.</summary>
    public async Task Write()
    {
        var contact = written.Next(Crowd.Contacts);
        var (plan, amount, at) = (written.Next(2) == 0 ? "premium" : "business", 101 + written.Next(500), Crowd.Now.AddHours(-1));
        var (userId, time) = (BookFill.ExternalId(contact), $"TIMESTAMP '{at:yyyy-MM-dd HH:mm:ss}'");
        await Server.Post("/v1/batch", new
        {
            batch = new object[]
            {
                new { type = "identify", userId, traits = new { plan }, timestamp = Crowd.Now },
                new { type = "track", userId, @event = "purchase", properties = new { amount, currency = "EUR" }, timestamp = at },
            },
        });
        foreach (var peer in peers)
        {
            await peer.Write($"UPDATE contacts SET plan = '{plan}', last_seen = greatest(coalesce(last_seen, {time}), {time}) WHERE id = {contact}");
            await peer.Write($"INSERT INTO events (contact, name, happened, amount, currency) VALUES ({contact}, 'purchase', {time}, {amount}, 'EUR')");
        }
    }

    /// <summary>Makes an audience and activates it.</summary>
    /// <returns>Its id, when it is in force and its size is exact.</returns>
    public async Task<string> Activate(string name, JsonElement definition)
    {
        var made = await Server.Post("/v1/audiences", new { name, definition });
        var id = made.GetProperty("id").GetString()!;
        for (var audience = await Server.Post($"/v1/audiences/{id}/activate", new { }); !IsExact(audience); audience = await Server.Get($"/v1/audiences/{id}"))
            await Task.Delay(LookEach);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    private async Task Join(string duckDb, string postgreSql)
    {
        peers.Add(await DuckDb.Open(duckDb));
        peers.Add(await PostgreSql.Open(postgreSql));
    }

    private static bool IsExact(JsonElement audience) =>
        audience.GetProperty("building").ValueKind == JsonValueKind.Null && audience.GetProperty("size").GetProperty("state").GetString() == "exact";

    /// <summary>The server itself makes the folder; it is filled while the server is away.</summary>
    private static async Task FillBook(string path, Crowd crowd)
    {
        JsonElement me;
        await using (var server = await Server.Start(path, manualClock: true, StartLimit))
        {
            using var moved = await server.Client.PutAsJsonAsync("/v1/clock", new { now = Crowd.Now });
            moved.EnsureSuccessStatusCode();
            me = await server.Get("/v1/me");
        }
        await new BookFill(crowd, me.GetProperty("tenant").GetString()!, me.GetProperty("book").GetString()!).Fill(path);
    }

    private static async Task<(string DuckDb, string PostgreSql)> FillPeers(KeptFolder folder, Crowd crowd)
    {
        PeerFiles? files = null;
        PeerFiles Files() => files ??= PeerFiles.Write(crowd, folder.Path);
        var duckDb = await folder.Once("duckdb", crowd.Name, path => Timed("DuckDB filled", () => DuckDb.Load(path, Files())));
        var postgreSql = await folder.Once("postgresql", crowd.Name, path => Timed("PostgreSQL filled", () => PostgreSql.Load(path, Files())));
        files?.Delete();
        return (duckDb, postgreSql);
    }

    private static async Task Timed(string what, Func<Task> make)
    {
        var watch = Stopwatch.StartNew();
        await make();
        Console.WriteLine($"  {what} in {watch.Elapsed.TotalSeconds:N0} s");
    }
}
