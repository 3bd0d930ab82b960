using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Time alone changes who is in, at the exact millisecond. Each test moves the one clock further on.</summary>
public sealed class FlipTests : IAsyncLifetime
{
    ServerProcess server = null!;
    AudiencesClient client = null!;
    readonly DateTimeOffset start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    string who = "";

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        client = server.Client();
        await client.SetClock(start);
        who = (await client.Upsert(new JsonObject { ["externalId"] = "who" }))["id"].Text();
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task A_window_closes_at_its_millisecond_and_not_one_before()
    {
        var audience = await Audience("""{ "field": "event.seen", "op": "performed", "within": "30m" }""");
        var at = start.AddMinutes(-10).AddMilliseconds(123);
        await client.Track("who", "seen", at);
        Assert.Equal(new NextChange(at.AddMinutes(30), "leaves"), await Next(audience));
        await client.SetClock(at.AddMinutes(30).AddMilliseconds(-1));
        Assert.Equal([who], await client.MemberIds(audience));
        await client.SetClock(at.AddMinutes(30));
        Assert.Empty(await client.MemberIds(audience));
        await Happened(audience, ("entered", start, "event"), ("left", at.AddMinutes(30), "time"));
    }

    [Fact]
    public async Task An_absence_begins_at_its_millisecond()
    {
        var audience = await Audience("""{ "field": "event.login", "op": "performed" }""", """{ "field": "event.login", "op": "notPerformed", "within": "2d" }""");
        var at = start.AddHours(-3).AddMilliseconds(-1);
        await client.Track("who", "login", at);
        await client.SetClock(at.AddDays(2).AddMilliseconds(-1));
        Assert.Empty(await client.MemberIds(audience));
        await client.SetClock(at.AddDays(2).AddSeconds(1));
        Assert.Equal([who], await client.MemberIds(audience));
        await client.Track("who", "login", at.AddDays(2).AddMilliseconds(500));
        await Happened(audience, ("entered", at.AddDays(2), "time"), ("left", at.AddDays(2).AddSeconds(1), "event"));
    }

    [Fact]
    public async Task One_long_jump_passes_every_instant_on_its_way()
    {
        var audience = await Audience("""{ "field": "event.tick", "op": "performed", "within": "1h" }""");
        var ticks = new[] { 2.0, 4.5, 5.25, 20 }.Select(hours => start.AddHours(hours).AddMilliseconds(7)).ToArray();
        foreach (var tick in ticks.Reverse())
            await client.Track("who", "tick", tick);
        Assert.Empty(await client.MemberIds(audience));
        await client.SetClock(start.AddDays(30));
        await Happened(audience,
            ("entered", ticks[0], "time"), ("left", ticks[0].AddHours(1), "time"),
            ("entered", ticks[1], "time"), ("left", ticks[2].AddHours(1), "time"),
            ("entered", ticks[3], "time"), ("left", ticks[3].AddHours(1), "time"));
    }

    [Fact]
    public async Task A_count_in_a_window_falls_when_its_oldest_event_does()
    {
        var audience = await Audience("""{ "field": "event.buy", "op": "performed", "atLeast": 2, "within": "1h" }""");
        foreach (var minutes in new[] { 50, 20, 10 })
            await client.Track("who", "buy", start.AddMinutes(-minutes));
        await client.SetClock(start.AddHours(2));
        await Happened(audience, ("entered", start, "event"), ("left", start.AddMinutes(40), "time"));
    }

    [Fact]
    public async Task Two_ages_bound_a_stay_on_both_sides()
    {
        var audience = await Audience("""{ "field": "event.trial", "op": "performed", "between": ["14d", "7d"] }""");
        var at = start.AddMilliseconds(-1);
        await client.Track("who", "trial", at);
        await client.SetClock(start.AddDays(20));
        await Happened(audience, ("entered", at.AddDays(7), "time"), ("left", at.AddDays(14), "time"));
    }

    [Fact]
    public async Task A_late_event_enters_at_its_arrival_and_one_whose_time_is_over_not_at_all()
    {
        var audience = await Audience("""{ "field": "event.late", "op": "performed", "within": "1h" }""");
        await client.Track("who", "late", start.AddHours(-1));
        Assert.Empty((await Feed.Read(client, audience)).Items);
        await client.Track("who", "late", start.AddMinutes(-59));
        await client.SetClock(start.AddHours(1));
        var feed = await Feed.Read(client, audience);
        Assert.Equal([("entered", start), ("left", start.AddMinutes(1))], feed.Items.Select(item => (item.What, item.At)));
        Assert.Equal("time", feed.Items[1].Cause);
    }

    [Fact]
    public async Task Activation_edit_time_and_event_make_one_entry_each()
    {
        await client.Track("who", "seen", start.AddMinutes(-30));
        var audience = await Audience("""{ "field": "event.seen", "op": "performed", "within": "1d" }""");
        await Edit(audience, """{ "field": "event.seen", "op": "performed", "within": "10m" }""");
        await Edit(audience, """{ "field": "event.seen", "op": "performed", "within": "1h" }""");
        await client.Track("who", "noise", start);
        await client.SetClock(start.AddHours(1));
        await client.Track("who", "seen", start.AddHours(1));
        await client.Track("who", "noise", start.AddHours(1));
        await Happened(audience, ("entered", start, "activated"), ("left", start, "edited"), ("entered", start, "edited"),
            ("left", start.AddMinutes(30), "time"), ("entered", start.AddHours(1), "event"));
    }

    [Fact]
    public async Task What_falls_due_is_remembered_through_kill_9()
    {
        var audience = await Audience("""{ "field": "event.seen", "op": "performed", "within": "30m" }""");
        await client.Track("who", "seen", start.AddMinutes(-10));
        await client.Track("who", "seen", start.AddHours(5));
        await server.Kill();
        await server.StartAgain();
        Assert.Equal([who], await client.MemberIds(audience));
        await client.SetClock(start.AddDays(1));
        await server.Kill();
        await server.StartAgain();
        await Happened(audience, ("entered", start, "event"), ("left", start.AddMinutes(20), "time"),
            ("entered", start.AddHours(5), "time"), ("left", start.AddHours(5).AddMinutes(30), "time"));
    }

    sealed record NextChange(DateTimeOffset At, string To);

    Task<string> Audience(params string[] conditions) => client.CreateActive("flips", Definition(conditions));

    static string Definition(string[] conditions) => $$"""{ "match": "all", "conditions": [ {{string.Join(", ", conditions)}} ] }""";

    async Task Edit(string audience, string condition) =>
        (await client.Put($"/v1/audiences/{audience}", new JsonObject { ["name"] = "flips", ["definition"] = JsonNode.Parse(Definition([condition])) })).Is(200);

    async Task<NextChange?> Next(string audience)
    {
        var mine = (await client.All($"/v1/contacts/{who}/audiences")).Single(item => item["audienceId"].Text() == audience);
        return mine["nextChange"] is { } next ? new NextChange(next["at"].Instant(), next["to"].Text()) : null;
    }

    /// <summary>The whole log of the audience is exactly this, and leads to its members.</summary>
    async Task Happened(string audience, params (string What, DateTimeOffset At, string Cause)[] wanted)
    {
        var feed = await Feed.Read(client, audience);
        Assert.Equal(wanted.Select(item => $"{item.What} at {item.At.Rfc3339()} by {item.Cause}"), feed.Items.Select(item => $"{item.What} at {item.At.Rfc3339()} by {item.Cause}"));
        Assert.All(feed.Items, item => Assert.Equal(who, item.ContactId));
        Assert.Equal(await client.MemberIds(audience), feed.Fold());
    }
}
