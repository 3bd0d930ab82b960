using System.Globalization;
using Tests.Support;
using Tests.Support.Crash;

namespace Tests.Journeys;

/// <summary>The server on PostgreSQL, one of the two killed under load again and again. <c>AUDIENCES_CRASHES</c> asks for more.</summary>
public sealed class PostgreSqlCrashTests
{
    static int Crashes => int.TryParse(Environment.GetEnvironmentVariable("AUDIENCES_CRASHES"), CultureInfo.InvariantCulture, out var asked) ? asked : 2;

    [FactNeeding(Needs.PostgreSql)]
    public async Task What_was_acknowledged_survives_kill_9_under_load_and_nothing_is_doubled()
    {
        await using var database = await PostgreSqlServer.Start(durable: true);
        await using var server = await ServerProcess.Start(new() { Settings = database.Settings });
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        var life = new Life(server, client, await FiveOnServer.Create(client), Crashes);
        for (var crash = 1; crash <= Crashes; crash++)
            await life.Crash(crash);
        await life.SendEverythingAgain();
        await life.EachAudienceIsWorthChecking();
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task When_the_database_crashes_or_its_connections_are_cut_the_server_says_503_and_goes_on_by_itself()
    {
        await using var database = await PostgreSqlServer.Start(durable: true);
        await using var server = await ServerProcess.Start(new() { Settings = database.Settings });
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        var five = await FiveOnServer.Create(client);
        var load = new Unplugged(client);
        var process = server.Id;

        await load.While(async () =>
        {
            await database.Stop("immediate");
            Assert.Equal(503, (await client.Get("/v1/audiences")).Code);
            await database.StartAgain();
        });
        Assert.True(load.Refused > 0, "nobody wrote while the database was away");
        await load.While(() => database.Do($"SELECT pg_terminate_backend(pid) {PostgreSqlServer.OursIn}"));
        await load.While(async () =>
        {
            await database.Stop("fast");
            await database.StartAgain();
        });

        Assert.Equal(process, server.Id);
        await Survivors.NothingLostNothingDoubled(client, load.Acknowledged);
        var world = load.World();
        await Survivors.ExactlyOnce(client, five, world);
    }
}
