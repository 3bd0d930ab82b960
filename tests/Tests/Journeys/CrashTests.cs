using Tests.Support;
using Tests.Support.Crash;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// kill -9 under load, again and again, on one data folder. <c>AUDIENCES_CRASHES</c> asks for more than three, <c>AUDIENCES_CONTACTS</c> for
/// people besides.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    static readonly int Crashes = Asked.Of("AUDIENCES_CRASHES", 3);

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_under_load_and_nothing_is_doubled()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        await Crowd.Fill(client);
        var life = new Life(server, client, await FiveOnServer.Create(client), Crashes);
        for (var crash = 1; crash <= Crashes; crash++)
            await life.Crash(crash);
        await life.SendEverythingAgain();
        await life.EachAudienceIsWorthChecking();
        output.WriteLine($"SQLite, {Crowd.Asked} contacts besides: {life.Sent}; {life.Ready}");
    }
}
