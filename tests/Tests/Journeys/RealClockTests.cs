using Tests.Support;

namespace Tests.Journeys;

/// <summary>The same on the machine's own clock, where nobody can say when "now" is.</summary>
public sealed class RealClockTests
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    const int Attempts = 10;

    [Fact]
    public async Task A_window_of_two_seconds_closes_by_itself_and_the_waiting_reader_is_told()
    {
        await using var server = await ServerProcess.Start(new ServerOptions { ManualClock = false });
        using var client = server.Client();
        var audience = await client.CreateActive("just now", """
            { "match": "all", "conditions": [ { "field": "event.seen", "op": "performed", "within": "2s" } ] }
            """);
        var (at, items) = await ComeAndGo(client, audience);
        Assert.Equal([("entered", "event"), ("left", "time")], items.Select(item => (item.What, item.Cause)));
        Assert.InRange(items[0].At, at, at + Window - TimeSpan.FromMilliseconds(1));
        Assert.Equal(at + Window, items[1].At);
        Assert.True(TimeProvider.System.GetUtcNow() >= items[1].At, "the reader was told before it was true");
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

    /// <summary>One visit and what the waiting reader is told of it. On a busy machine an event may arrive when its window is over; then another comes.</summary>
    static async Task<(DateTimeOffset At, List<Change> Items)> ComeAndGo(AudiencesClient client, string audience)
    {
        var place = "0";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            await client.Track($"who {attempt}", "seen", at);
            var items = new List<Change>();
            for (var told = await Wait(client, audience, place, "3s"); told.Items.Count > 0; told = await Wait(client, audience, place, "20s"))
            {
                (place, items) = (told.Last, [.. items, .. told.Items]);
                if (items.Count >= 2)
                    return (at, items);
            }
            Assert.Empty(items);
        }
        throw new TimeoutException($"None of {Attempts} visitors ever entered; the machine is too slow, or nobody is told:\n{await client.Get($"/v1/audiences/{audience}/changes?after=0")}");
    }

    static async Task<Feed> Wait(AudiencesClient client, string audience, string after, string wait)
    {
        var answer = (await client.Get($"/v1/audiences/{audience}/changes?wait={wait}".In("after", after))).Is(200).Json;
        return new Feed([.. answer["items"]!.AsArray().Select(item => Change.Of(item!))], answer["last"].Text());
    }
}
