using Tests.Support;

namespace Tests.Journeys;

/// <summary>The same on the machine's own clock, where nobody can say when "now" is.</summary>
public sealed class RealClockTests
{
    [Fact]
    public async Task A_window_of_two_seconds_closes_by_itself_and_the_waiting_reader_is_told()
    {
        await using var server = await ServerProcess.Start(new ServerOptions { ManualClock = false });
        using var client = server.Client();
        var audience = await client.CreateActive("just now", """
            { "match": "all", "conditions": [ { "field": "event.seen", "op": "performed", "within": "2s" } ] }
            """);
        await client.Track("somebody else first, so that every path is warm", "other", TimeProvider.System.GetUtcNow());
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await client.Track("who", "seen", at);
        var (entered, place) = await Wait(client, audience, "0");
        var (left, _) = await Wait(client, audience, place);
        Assert.Equal(("entered", "event"), (entered.What, entered.Cause));
        Assert.InRange(entered.At, at, at.AddSeconds(2).AddTicks(-1));
        Assert.Equal(("left", "time", at.AddSeconds(2)), (left.What, left.Cause, left.At));
        Assert.True(TimeProvider.System.GetUtcNow() >= left.At, "the reader was told before it was true");
        Assert.Empty(await client.MemberIds(audience));
    }

    [Fact]
    public async Task Without_the_manual_clock_it_cannot_be_moved()
    {
        await using var server = await ServerProcess.Start(new ServerOptions { ManualClock = false });
        using var client = server.Client();
        (await client.Put("/v1/clock", """{ "now": "2030-01-01T00:00:00.000Z" }""".Json())).Is(409);
        Assert.InRange(await client.Clock(), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    /// <summary>The next item of the feed; the server holds the answer back until there is one.</summary>
    static async Task<(Change Item, string Place)> Wait(AudiencesClient client, string audience, string after)
    {
        var answer = (await client.Get($"/v1/audiences/{audience}/changes?wait=30s".In("after", after))).Is(200).Json;
        var item = Assert.Single(answer["items"]!.AsArray());
        return (Change.Of(item!), answer["last"].Text());
    }
}
