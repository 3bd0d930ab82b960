using System.Globalization;
using Tests.Support;
using Tests.Support.Crash;

namespace Tests.Journeys;

/// <summary>The server on PostgreSQL, one of the two killed under load again and again. <c>AUDIENCES_CRASHES</c> asks for more.</summary>
public sealed class PostgreSqlCrashTests
{
    static int Crashes => int.TryParse(Environment.GetEnvironmentVariable("AUDIENCES_CRASHES"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;

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
}
