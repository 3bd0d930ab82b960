using Tests.Support;
using Tests.Support.Crash;

namespace Tests.Journeys;

/// <summary>The disk under the server's data is full again and again while clients write. <c>AUDIENCES_CRASHES</c> asks for more than two times.</summary>
public sealed class DiskFullTests
{
    private static readonly int Times = Asked.Of("AUDIENCES_CRASHES", 2);

    [FactNeeding(Needs.Mount)]
    public async Task What_is_acknowledged_is_kept_and_what_is_not_is_refused_until_there_is_room()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 64);
        await using var server = await ServerProcess.Start(new() { Data = disk.Path });
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        var five = await FiveOnServer.Create(client);
        var load = new Unplugged(client);
        var process = server.Id;
        for (var time = 0; time < Times; time++)
        {
            var before = load.Refused;
            await load.While(async () =>
            {
                disk.Fill();
                await load.UntilRefused(before + 50);
                // What was acknowledged until now can be read meanwhile.
                Assert.Equal(200, (await client.Get("/v1/audiences")).Code);
                disk.MakeRoom();
            });
        }
        Assert.Equal(process, server.Id);
        await Survivors.NothingLostNothingDoubled(client, load.Acknowledged);
        var world = load.World();
        await Survivors.ExactlyOnce(client, five, world);
        // And by a start of a server that has nothing in memory.
        await server.Kill();
        await server.StartAgain();
        await Survivors.ExactlyOnce(client, five, world);
    }
}
