using Tests.Support;

namespace Tests.Journeys;

/// <summary>The machine's wall clock is set ahead under a running server, while its monotonic clock goes on as it did.</summary>
public sealed class ClockJumpTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [FactNeeding(Needs.FakeTime)]
    public async Task A_server_whose_machine_is_set_two_hours_ahead_says_so_and_lets_nobody_leave_until_it_is_confirmed()
    {
        using var folder = new TempFolder();
        var shift = folder.File("shift");
        await File.WriteAllTextAsync(shift, "+0");
        await using var server = await ServerProcess.Start(Shifted(shift));
        using var client = server.Client();
        var audience = await client.CreateActive("just now", """
            { "match": "all", "conditions": [ { "field": "event.seen", "op": "performed", "within": "1h" } ] }
            """);
        var at = await client.Clock();
        await client.Track("who", "seen", at);
        Assert.Single(await client.MemberIds(audience));

        await File.WriteAllTextAsync($"{shift}.next", "+2h");
        File.Move($"{shift}.next", shift, overwrite: true);
        Assert.Contains("the machine's clock jumped", await UntilNotReady(client), StringComparison.Ordinal);
        Assert.Single(await client.MemberIds(audience));
        Assert.InRange(await client.Clock(), at, at.AddMinutes(5));

        Assert.InRange((await client.Post("/v1/clock/confirm")).Is(200).Json["now"].Instant(), at.AddHours(2), at.AddHours(2).AddMinutes(5));
        (await client.Get("/health/ready")).Is(200);
        Assert.Empty(await client.MemberIds(audience));
        var left = (await Feed.Read(client, audience)).Items[1];
        Assert.Equal(("left", at.AddHours(1), "time"), (left.What, left.At, left.Cause));
        Assert.True(server.Output.Contains("user:admin confirmed the machine"), $"who confirmed is not in the log:\n{server.Output}");
    }

    static ServerOptions Shifted(string file) => new()
    {
        ManualClock = false,
        Settings = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library(),
            ["FAKETIME_TIMESTAMP_FILE"] = file,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        },
    };

    // The one for programs with threads; the folder is named after the machine's architecture.
    static string Library() => Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).First(File.Exists);

    static async Task<string> UntilNotReady(AudiencesClient client)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await client.Get("/health/ready");
            if (answer.Code == 503) return answer.Json["reasons"]![0].Text();
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Limit, $"still ready after {Limit.TotalSeconds} s: {answer}, {await client.Get("/v1/clock")}");
            await timer.WaitForNextTickAsync();
        }
    }
}
