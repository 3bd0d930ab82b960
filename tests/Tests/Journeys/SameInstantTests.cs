using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tests.Support;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// Many contacts leave and enter at one and the same millisecond of the real clock. <c>AUDIENCES_SAME_INSTANT</c> asks for more of
/// them, such as 100000.
/// </summary>
public sealed class SameInstantTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Contacts = Asked.Of("AUDIENCES_SAME_INSTANT", 10_000);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // Every contact's date; whole seconds later it is old enough.
    private readonly DateTimeOffset date = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds());
    private ServerProcess server = null!;
    private AudiencesClient client = null!;
    private TimeSpan lead;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start(new ServerOptions { ManualClock = false });
        client = server.Client();
        var watch = Stopwatch.StartNew();
        var file = new StringBuilder("external id,trait.half,trait.at\n");
        for (var i = 0; i < Contacts; i++)
            file.Append(CultureInfo.InvariantCulture, $"p{i},{(i % 2 == 0 ? "leaves" : "enters")},{date.Rfc3339()}\n");
        Assert.Equal((Contacts, 0, 0), (await client.Import(file.ToString())).Counts());
        // Two audiences judge everybody faster than an import, whatever else the machine does.
        lead = watch.Elapsed / 2 + TimeSpan.FromSeconds(5);
        output.WriteLine($"{Contacts:N0} contacts imported in {watch.Elapsed.TotalSeconds:N1} s");
    }

    [Fact]
    public async Task All_are_in_the_log_within_five_seconds_of_their_instant_though_nobody_asks()
    {
        var storm = await Brew();
        await Until(storm.At);
        var before = server.Processor;
        await Until(storm.At + Limit);
        output.WriteLine($"{(server.Processor - before).TotalMilliseconds:N0} ms of the processor");
        await server.Kill();
        Assert.Equal((Contacts / 2, Contacts / 2), (await StoredLog.CountFlips(server.Data, storm.Leaving), await StoredLog.CountFlips(server.Data, storm.Entering)));
        await server.StartAgain();
        await AreTold(storm);
    }

    [Fact]
    public async Task Whoever_asks_while_they_are_applied_is_answered_as_it_is_by_then()
    {
        var storm = await Brew();
        var answers = await Task.WhenAll(
            Ask(storm, "size", async () => $"{await Size(storm.Leaving)} {await Size(storm.Entering)}", $"{Contacts / 2} 0", $"0 {Contacts / 2}"),
            Ask(storm, "members", async () => $"{await Listed(storm.Leaving)} {await Listed(storm.Entering)}", "True False", "False True"),
            Ask(storm, "member", () => IsMember(storm.Leaving, $"p{Contacts - 2}"), "True", "False"),
            Ask(storm, "contact", () => IsAmong(storm.Entering, "p1"), "False", "True"),
            Ask(storm, "changes", () => FirstChange(storm), "", $"entered {storm.At.Rfc3339()}"));
        Assert.All(answers, count => Assert.True(count.Before > 0 && count.After > 0, $"asked {count.Before} times before and {count.After} times after"));
        await AreTold(storm);
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Two audiences, active before the instant at which half of the contacts leave one and the others enter the other.</summary>
    private async Task<Storm> Brew()
    {
        var seconds = (int)Math.Ceiling((Now + lead - date).TotalSeconds);
        var leaving = await client.CreateActive("leaving", All("leaves", "within", seconds));
        var entering = await client.CreateActive("entering", All("enters", "olderThan", seconds));
        var storm = new Storm(date.AddSeconds(seconds), leaving, entering);
        Assert.Equal((Contacts / 2, 0), (await Size(leaving), await Size(entering)));
        Assert.True(Now < storm.At, $"the machine is too slow: {lead.TotalSeconds:N1} s were not enough to make two audiences of {Contacts} contacts");
        return storm;

        static string All(string half, string op, int seconds) => $$"""
            { "match": "all", "conditions": [ { "field": "trait.half", "op": "equals", "value": "{{half}}" }, { "field": "trait.at", "op": "{{op}}", "value": "{{seconds}}s" } ] }
            """;
    }

    /// <summary>Asks the same once, and again and again from a second before the instant until the limit after it. Who asked after it was answered <paramref name="then"/>.</summary>
    private async Task<(int Before, int After)> Ask(Storm storm, string what, Func<Task<string>> ask, string first, string then)
    {
        var (before, after, slowest) = (0, 0, TimeSpan.Zero);
        for (var isFirst = true; after == 0 || Now < storm.At + Limit; isFirst = false)
        {
            if (!isFirst) await Until(storm.At.AddSeconds(-1));
            var asked = Now;
            var answer = await ask();
            var answered = Now;
            if (asked >= storm.At)
            {
                Assert.True(answer == then, $"{what}, asked {(asked - storm.At).TotalMilliseconds:N0} ms after the instant, is {answer}, not {then}");
                (after, slowest) = (after + 1, answered - asked > slowest ? answered - asked : slowest);
            }
            else if (answered < storm.At)
            {
                Assert.True(answer == first, $"{what}, answered {(storm.At - answered).TotalMilliseconds:N0} ms before the instant, is {answer}, not {first}");
                before++;
            }
        }
        output.WriteLine($"{what}: {before} answers before, {after} after, the slowest {slowest.TotalMilliseconds:N0} ms");
        return (before, after);
    }

    /// <summary>Each of the contacts once, at the instant, by time; and so it is answered ever after.</summary>
    private async Task AreTold(Storm storm)
    {
        Assert.Equal((0, Contacts / 2), (await Size(storm.Leaving), await Size(storm.Entering)));
        Assert.Equal((Contacts / 2, 0), (await SizeAt(storm.At.AddMilliseconds(-1), storm.Leaving), await SizeAt(storm.At, storm.Leaving)));
        Assert.Equal((0, Contacts / 2), (await SizeAt(storm.At.AddMilliseconds(-1), storm.Entering), await SizeAt(storm.At, storm.Entering)));
        foreach (var (audience, what) in new[] { (storm.Leaving, "left"), (storm.Entering, "entered") })
        {
            var told = (await Feed.Read(client, audience)).Items.Where(item => item.Cause != "activated").ToList();
            Assert.All(told, item => Assert.Equal((what, storm.At, "time"), (item.What, item.At, item.Cause)));
            Assert.Equal(Contacts / 2, told.Select(item => item.ContactId).Distinct().Count());
            Assert.Equal(Contacts / 2, told.Count);
        }
    }

    private static Task Until(DateTimeOffset at) => Task.Delay(at - Now is { Ticks: > 0 } left ? left : TimeSpan.Zero);

    private async Task<int> Size(string audience) => (await client.Get($"/v1/audiences/{audience}")).Is(200).Json["size"]!["count"]!.GetValue<int>();

    private async Task<int> SizeAt(DateTimeOffset at, string audience) =>
        (await client.All($"/v1/audiences/{audience}/members".In("asOf", at.Rfc3339()))).Count;

    private async Task<bool> Listed(string audience) => (await client.Get($"/v1/audiences/{audience}/members?limit=1")).Is(200).Json["items"]!.AsArray().Count > 0;

    private async Task<string> IsMember(string audience, string who) =>
        (await client.Get($"/v1/audiences/{audience}/members/externalId:{who}")).Is(200).Json["member"]!.GetValue<bool>().ToString();

    private async Task<string> IsAmong(string audience, string who) =>
        (await client.All($"/v1/contacts/externalId:{who}/audiences")).Any(item => item["audienceId"].Text() == audience).ToString();

    private async Task<string> FirstChange(Storm storm)
    {
        var items = (await client.Get($"/v1/audiences/{storm.Entering}/changes?limit=1&after=0")).Is(200).Json["items"]!.AsArray();
        return items is [{ } first] ? $"{first["change"].Text()} {first["at"].Text()}" : "";
    }

    private sealed record Storm(DateTimeOffset At, string Leaving, string Entering);
}
