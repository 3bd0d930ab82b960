using Tests.Support;
using Tests.Support.Crash;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// Two servers on one database: the one that works is killed, or held for longer than its lease, and the one that waits is killed, while clients
/// write and try both addresses, nine of ten events about ten contacts. <c>AUDIENCES_CRASHES</c> and <c>AUDIENCES_HOLDS</c> ask for more than one of each.
/// </summary>
public sealed class StandbyTests(ITestOutputHelper output)
{
    static readonly int Kills = Asked.Of("AUDIENCES_CRASHES", 1), Holds = Asked.Of("AUDIENCES_HOLDS", 1);

    static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(Holds > 1 ? 10 : 5);

    readonly Times killed = new("takeover after kill -9"), held = new("takeover while it is held");

    [FactNeeding(Needs.PostgreSql)]
    public async Task Whichever_is_killed_or_held_the_other_goes_on_and_nothing_is_lost_or_doubled()
    {
        await using var database = await PostgreSqlServer.Start(durable: false);
        await using var first = await ServerProcess.Start(new() { Settings = database.Settings });
        using var client = first.Client();
        await client.SetClock(Writes.Now);
        await Crowd.Fill(client);
        var five = await FiveOnServer.Create(client);
        await using var second = await ServerProcess.Start(new() { Settings = database.Settings, StandsBy = "stands by and takes over" });
        using var other = second.Client();
        var load = new Unplugged(Writes.SkewedNumber, client, other);
        var (works, waits) = (first, second);
        for (var round = 0; round < Kills; round++)
        {
            await load.While(() => KillTheOneThatWorks(works, waits));
            await works.StartAgain(standsBy: true);
            (works, waits) = (waits, works);
            await load.While(waits.Kill);
            await waits.StartAgain(standsBy: true);
        }
        var (reads, writes, silent) = (0, 0, 0);
        for (var round = 0; round < Holds; round++)
        {
            using var atLate = works.Client();
            using var atOther = waits.Client();
            var late = new Late(atLate, five.Id("c"));
            await load.While(() => HoldTheOneThatWorks(works, waits, () => late.Send(round)));
            await late.MustBeRefused(atOther);
            (reads, writes, silent) = (reads + late.ReadsRefused, writes + late.WritesRefused, silent + late.Unanswered);
            await works.StartAgain(standsBy: true);
            (works, waits) = (waits, works);
        }
        Assert.True(Holds == 0 || (reads > 0 && writes > 0), $"the late one refused {reads} reads and {writes} writes, and said nothing to {silent}");
        using var last = works.Client();
        await Survivors.NothingLostNothingDoubled(last, load.Acknowledged);
        await Survivors.ExactlyOnce(last, five.On(last), load.World());
        await database.NoPlaceIsThereTwice();
        output.WriteLine(
            $"{Crowd.Asked} contacts besides: {load.Acknowledged.Count} acknowledged, {load.Refused} refused; {killed}; {Kills} kills of the one that waits; "
            + $"{held}; the late one refused {reads} reads and {writes} writes, and ended before it answered {silent}");
    }

    async Task KillTheOneThatWorks(ServerProcess works, ServerProcess waits)
    {
        await works.Kill();
        await killed.Of(waits.UntilReady);
    }

    async Task HoldTheOneThatWorks(ServerProcess works, ServerProcess waits, Action meanwhile)
    {
        works.Hold();
        var over = Task.Delay(LongerThanTheLease, CancellationToken.None);
        meanwhile();
        await held.Of(waits.UntilReady);
        await over;
        works.Release();
        // It learns that it has lost the database, and ends.
        await works.UntilEnded();
    }
}
