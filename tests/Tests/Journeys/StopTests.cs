using Tests.Support;
using Tests.Support.Crash;

namespace Tests.Journeys;

/// <summary>SIGTERM under load: the server finishes what it has begun and goes.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task A_graceful_stop_under_load_answers_or_refuses_and_keeps_what_it_acknowledged()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        var load = new Load(client, 1);
        await load.Until(300, async () => Assert.Equal(0, await server.Stop()));
        await server.StartAgain();
        await Survivors.NothingLostNothingDoubled(client, load.Acknowledged);
        Assert.Equal(Writes.Now, await client.Clock());
    }
}
