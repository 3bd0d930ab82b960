using System.Net.Mail;
using Audiences.Sdk;
using Host.Plugins.Calling;

namespace Tests.Plugins;

/// <summary>Calls of a connector that keeps to its contract, in both isolations alike.</summary>
public class ConnectorCallTests
{
    private const string Right = """{ "word": "wörd", "token": "right", "pace": "Slow" }""";

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task A_source_is_read_page_by_page(string isolation)
    {
        await using var plugins = await Steady(isolation);
        var connection = plugins.Open("steady", Right);
        var (first, second) = (await connection.Read(null, 20, CancellationToken.None), await connection.Read("20", 20, CancellationToken.None));
        Assert.Equal((20, "20", true), (first.Contacts.Count, first.NextCursor, first.HasMore));
        Assert.Equal((5, "25", false), (second.Contacts.Count, second.NextCursor, second.HasMore));
        Assert.Equal(["gone"], first.Deleted);
        var person = first.Contacts[3];
        Assert.Equal(("3", new DateOnly(2000, 2, 29), false, "wörd", 0.1m, true, "Slow"), (
            person.ExternalId, person.Birthday, person.Subscribed, person.Traits["word"].Text, person.Traits["number"].Number, person.Traits["yes"].Boolean,
            person.Traits["pace"].Text));
        Assert.Equal(["a", "b"], person.Traits["list"].List!);
        Assert.True(person.Traits["read"].Instant > DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task A_destination_takes_batches_and_is_polled(string isolation)
    {
        await using var plugins = await Steady(isolation);
        var connection = plugins.Open("steady", Right);
        Member[] adds = [new("1", new Contact { Emails = ["1@example.org"], Traits = new Dictionary<string, TraitValue> { ["a"] = 1m } }), new("2", new Contact())];
        var applied = await connection.Apply(new("vip", 1, adds, []), CancellationToken.None);
        Assert.Equal([new RejectedMember("2", "has no address")], applied.Rejected);
        Assert.Null(applied.Receipt);
        var pending = await connection.Apply(new("late", 7, adds, []), CancellationToken.None);
        Assert.Equal(("late-7", TimeSpan.FromSeconds(5)), (pending.Receipt, pending.PollAfter));
        Assert.Equal("late-7", Assert.Single((await connection.Poll("late-7", CancellationToken.None)).Rejected).Key);
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task A_channel_sends_each_kind_of_message(string isolation)
    {
        await using var plugins = await Steady(isolation);
        var connection = plugins.Open("steady", Right);
        var email = new EmailMessage("m1", new MailAddress("shop@example.org", "Zoë"), new MailAddress("ann@example.org"), "Hé", "Text")
        {
            Html = "<p>", Unsubscribe = new("https://example.org/u"),
        };
        Assert.Equal("m1 Zoë ann@example.org Hé <p> https://example.org/u", (await connection.Send(email, CancellationToken.None)).ProviderId);
        var refused = await connection.Send(email with { To = new("a@nowhere.example") }, CancellationToken.None);
        Assert.Equal(("There is no such address.", true, null), (refused.Refusal, refused.Suppress, refused.ProviderId));
        Assert.Equal("+32470123456 Hi", (await connection.Send(new SmsMessage("m2", "+32470123456", "Hi"), CancellationToken.None)).ProviderId);
        Assert.Equal("t a,b", (await connection.Send(new WhatsAppMessage("m3", "+32470123456", "t", "en", ["a", "b"]), CancellationToken.None)).ProviderId);
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task A_mail_that_came_back_is_read_byte_for_byte(string isolation)
    {
        await using var plugins = await Steady(isolation);
        var read = await plugins.Open("steady", Right).ReadMail("Zoë <zoe@example.org>"u8.ToArray(), CancellationToken.None);
        Assert.Equal([new(BounceKind.Complaint, "Zoë <zoe@example.org>", null, "abuse", "m1")], read.Bounces);
        Assert.Equal(("<22>", "ann@example.org", 2026), (read.Reply!.Id, read.Reply.From, read.Reply.At!.Value.Year));
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task Health_is_an_answer(string isolation)
    {
        await using var plugins = await Steady(isolation);
        Assert.Equal(ConnectorHealth.Healthy, await plugins.Open("steady", Right).Check(CancellationToken.None));
        Assert.Equal(
            ConnectorHealth.Failing(ConnectorFailure.NeedsReconnect, "The token is not right."),
            await plugins.Open("steady", """{ "word": "w", "token": "wrong" }""").Check(CancellationToken.None));
        Assert.Equal(
            ConnectorHealth.Failing(ConnectorFailure.Misconfigured, "Its settings do not fit: word must be given."),
            await plugins.Open("steady", """{ "token": "right" }""").Check(CancellationToken.None));
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task Settings_are_held_against_the_schema(string isolation)
    {
        await using var plugins = await Steady(isolation);
        using var json = System.Text.Json.JsonDocument.Parse("""{ "word": "", "token": 7, "colour": "red" }""");
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["colour"] = "there is no such setting; there are word, token, pace, failures, address", ["word"] = "must be a text that is not blank",
                ["token"] = "must be a text that is not blank",
            },
            await plugins.Catalogue.CheckSettings("steady", json.RootElement, CancellationToken.None));
    }

    [Theory]
    [InlineData("inProcess")]
    [InlineData("process")]
    public async Task A_short_failure_is_retried_and_a_long_one_told(string isolation)
    {
        await using var plugins = await Steady(isolation);
        var recovers = plugins.Open("steady", """{ "word": "w", "token": "right", "failures": 2 }""");
        Assert.Equal(5, (await recovers.Read(null, 5, CancellationToken.None)).Contacts.Count);
        var down = plugins.Open("steady", """{ "word": "w", "token": "right", "failures": 1000 }""");
        var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => down.Read(null, 5, CancellationToken.None));
        Assert.Equal((CallFailure.Unavailable, "Not yet.", TimeSpan.FromMilliseconds(10), true), (failed.Failure, failed.Message, failed.RetryAfter, failed.MayPass));
        await Assert.ThrowsAsync<ConnectorCallFailed>(() => down.Read(null, 5, CancellationToken.None));
        var resting = await Assert.ThrowsAsync<ConnectorCallFailed>(() => down.Read(null, 5, CancellationToken.None));
        Assert.Contains("rests for a while", resting.Message, StringComparison.Ordinal);
        Assert.InRange(resting.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal(5, (await recovers.Read(null, 5, CancellationToken.None)).Contacts.Count);
    }

    private static async Task<PluginsUnderTest> Steady(string isolation)
    {
        var plugins = new PluginsUnderTest();
        plugins.Add("Steady", isolation: isolation);
        await plugins.Load();
        Assert.Equal("Active: ", plugins.Said("steady"));
        return plugins;
    }
}
