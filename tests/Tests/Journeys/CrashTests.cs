using System.Globalization;
using Tests.Support;
using Tests.Support.Crash;

namespace Tests.Journeys;

/// <summary>kill -9 under load, again and again, on one data folder. <c>AUDIENCES_CRASHES</c> asks for more than three.</summary>
public sealed class CrashTests
{
    static int Crashes => int.TryParse(Environment.GetEnvironmentVariable("AUDIENCES_CRASHES"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_under_load_and_nothing_is_doubled()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        var life = new Life(server, client, await FiveOnServer.Create(client), Crashes);
        for (var crash = 1; crash <= Crashes; crash++)
            await life.Crash(crash);
        await life.SendEverythingAgain();
        await life.EachAudienceIsWorthChecking();
    }
}
