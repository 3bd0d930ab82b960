using System.Diagnostics;

namespace Benchmarks;

/// <summary>A server whose tenant has so many users; each has invited himself, imported his contacts, and has the audiences that all have.</summary>
internal sealed class UsersWorld : IAsyncDisposable
{
    private const int Connections = 16;

    private readonly Server server;
    private readonly int users;
    private readonly int contacts;
    private readonly string[] keys;
    private readonly Traffic traffic;
    private readonly Random random = new(2);

    private UsersWorld(Server server, int users, int contacts) =>
        (this.server, this.users, this.contacts, keys, traffic) = (server, users, contacts, new string[users], new Traffic(users * contacts, seed: 7));

    public int Users => users;

    public static async Task<UsersWorld> Make(int users, int contacts)
    {
        var world = new UsersWorld(await Server.Start(), users, contacts);
        await world.Timed("users with three audiences each", users, world.Invite);
        await world.Timed("contacts imported, and a fourth audience shown", users, world.Import);
        return world;
    }

    /// <summary>Batches of 100, each about as many neighbours as a user of the smaller books has, with the key of whose contacts they are.</summary>
    public List<(string Key, byte[] Body)> Batches(int events, int neighbours) =>
        [.. Enumerable.Range(0, events / Traffic.BatchSize).Select(_ =>
        {
            var first = random.Next(users * contacts / neighbours) * neighbours;
            return (keys[first / contacts], traffic.LiveOf(first, neighbours));
        })];

    /// <returns>Microseconds of the server's processor an event.</returns>
    public async Task<double> Send(List<(string Key, byte[] Body)> batches)
    {
        var before = server.Processor;
        await SideBySide(batches, batch => server.Send("/v1/batch", batch.Body, key: batch.Key));
        return (server.Processor - before) / (batches.Count * Traffic.BatchSize) * 1e6;
    }

    public long Resident => server.Resident;

    public Task<double> Restart() => server.Restart(TimeSpan.FromMinutes(10));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task Invite(int user)
    {
        var invitation = await server.Post("/v1/invitations", new { email = $"user-{user}@example.org", role = "member" });
        var accepted = await server.Post("/v1/invitations/accept", new { token = invitation.GetProperty("token").GetString(), name = $"User {user}" });
        keys[user] = accepted.GetProperty("key").GetString()!;
    }

    private async Task Import(int user) =>
        await ImportRun.Import(server, Traffic.File("user", user * contacts, contacts), keys[user]);

    private async Task Timed(string what, int count, Func<int, Task> make)
    {
        var (watch, before) = (Stopwatch.StartNew(), server.Processor);
        await SideBySide(Enumerable.Range(0, count), make);
        Console.WriteLine($"  {users:N0} users, {what}: {watch.Elapsed.TotalSeconds:N1} s, {server.Processor - before:N1} s of the processor");
    }

    private static Task SideBySide<T>(IEnumerable<T> pieces, Func<T, Task> work) => Parallel.ForEachAsync(
        pieces, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (piece, _) => await work(piece));
}
