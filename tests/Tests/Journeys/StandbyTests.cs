using System.Globalization;
using Tests.Support;
using Tests.Support.Crash;

namespace Tests.Journeys;

/// <summary>
/// Two servers on one database, of which the one that works is killed, or held for longer than its lease, while clients write and try both addresses.
/// <c>AUDIENCES_CRASHES</c> asks for more than two rounds.
/// </summary>
public sealed class StandbyTests
{
    private static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(5);

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("AUDIENCES_CRASHES"), CultureInfo.InvariantCulture, out var asked) ? asked : 2;

    [FactNeeding(Needs.PostgreSql)]
    public async Task Whichever_is_killed_or_held_the_other_goes_on_and_nothing_is_lost_or_doubled()
    {
        await using var database = await PostgreSqlServer.Start(durable: false);
        await using var first = await ServerProcess.Start(new() { Settings = database.Settings });
        using var client = first.Client();
        await client.SetClock(Writes.Now);
        var five = await FiveOnServer.Create(client);
        await using var second = await ServerProcess.Start(new() { Settings = database.Settings, StandsBy = "stands by and takes over" });
        using var other = second.Client();
        var load = new Unplugged(client, other);
        var (works, waits) = (first, second);
        for (var round = 0; round < Rounds; round++)
        {
            var isHeld = round % 2 == 1;
            await load.While(async () =>
            {
                if (isHeld) works.Hold();
                else await works.Kill();
                await waits.UntilReady();
                if (!isHeld) return;
                await Task.Delay(LongerThanTheLease, CancellationToken.None);
                works.Release();
                // It learns that it has lost the database, and ends.
                await works.UntilEnded();
            });
            await works.StartAgain(standsBy: true);
            (works, waits) = (waits, works);
        }
        using var last = works.Client();
        await Survivors.NothingLostNothingDoubled(last, load.Acknowledged);
        await Survivors.ExactlyOnce(last, five.On(last), load.World());
    }
}
