using System.Globalization;
using System.Text;
using System.Text.Json;
using Audiences.Sdk;
using Plugins.Webhook;
using Tests.Support;

namespace Tests.Plugins.Webhook;

public class WebhookTests
{
    internal const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Newer = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD1234567890123456";

    [FactNeeding(Needs.NodeModules)]
    public async Task Receivers_verify_with_the_library_of_Standard_Webhooks()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        // The library refuses what is older than five minutes.
        var webhook = Connect(receiver, http, $"{Newer} {Secret}", TimeProvider.System);
        await webhook.ApplyAsync(new("vip", 1, [Person("ann") with { Contact = new() { FirstName = "Zoë ☃", Traits = new Dictionary<string, TraitValue> { ["points"] = 5m } } }], []), default);
        var got = receiver.Deliveries.Single();
        var said = await VerifyAsync((Secret, got.Headers, got.Body), (Newer, got.Headers, got.Body), (Secret, got.Headers, got.Body.Replace("ann", "bob", StringComparison.Ordinal)));
        const string Payload = """{"type":"audience.members.changed","timestamp":"2026-01-01T00:00:00.250Z","data":{"audience":"vip","sequence":1,"entered":[{"key":"ann","at":"2026-01-01T00:00:00.250Z","contact":{"firstName":"Zoë ☃","traits":{"points":5}}}],"left":[]}}""";
        Assert.Equal([Payload, Payload, "refused: No matching signature found"], said);
    }

    [Fact]
    public async Task A_batch_is_split_into_messages_of_less_than_20_KB_that_stay_the_same()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        var batch = new MemberBatch("large", 1, [.. Enumerable.Range(0, 1_500).Select(each => Person($"a{each}"))], [.. Enumerable.Range(0, 700).Select(each => Person($"r{each}"))]);
        await Connect(receiver, http).ApplyAsync(batch, default);
        var first = receiver.Deliveries.ToList();
        await Connect(receiver, http).ApplyAsync(batch, default);
        Assert.InRange(first.Count, 5, 15);
        Assert.All(first, each => Assert.InRange(Encoding.UTF8.GetByteCount(each.Body), 1, 19_999));
        Assert.Equal(first.Select(each => (each.Id, each.Body)), receiver.Deliveries.Skip(first.Count).Select(each => (each.Id, each.Body)));
        Assert.Equal(first.Count, first.DistinctBy(each => each.Id).Count());
        Assert.DoesNotContain(first, each => each.Id.Contains('.', StringComparison.Ordinal));
        Assert.Equal(batch.Adds.Select(each => each.Key), receiver.Members("large"));
    }

    [Fact]
    public async Task A_batch_that_broke_off_goes_on_where_it_was()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        var webhook = Connect(receiver, http);
        var batch = new MemberBatch("large", 1, [.. Enumerable.Range(0, 1_200).Select(each => Person($"a{each}"))], []);
        receiver.Refuse = (delivery, answer) => delivery.Id == "large-1-3" && (answer.StatusCode = 503) == 503;
        await Assert.ThrowsAsync<ConnectorException>(() => webhook.ApplyAsync(batch, default));
        receiver.Refuse = null;
        await webhook.ApplyAsync(batch, default);
        Assert.Equal(["large-1-1", "large-1-2", "large-1-3", "large-1-3", "large-1-4"], receiver.Deliveries.Take(5).Select(each => each.Id));
        Assert.Equal(batch.Adds.Select(each => each.Key), receiver.Members("large"));
    }

    [Fact]
    public async Task Who_leaves_and_is_too_large_leaves_by_key()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        var applied = await Connect(receiver, http).ApplyAsync(new("vip", 3, [], [Person("big") with { Contact = new() { LastName = new('x', 30_000) } }]), default);
        Assert.Empty(applied.Rejected);
        Assert.Equal("""{"type":"audience.members.changed","timestamp":"2026-01-01T00:00:00.250Z","data":{"audience":"vip","sequence":3,"entered":[],"left":[{"key":"big","at":"2026-01-01T00:00:00.250Z"}]}}""", receiver.Deliveries.Single().Body);
    }

    [Theory]
    [InlineData(410, null, ConnectorFailure.Misconfigured, null, "The receiver wants no more webhooks (410 Gone).")]
    [InlineData(302, null, ConnectorFailure.Misconfigured, null, "The receiver answered with a redirect (302), which is not followed: give the address that it leads to.")]
    [InlineData(500, null, ConnectorFailure.Unavailable, null, "The receiver answered 500.")]
    [InlineData(404, null, ConnectorFailure.Unavailable, null, "The receiver answered 404.")]
    [InlineData(429, "120", ConnectorFailure.Unavailable, 120, "The receiver answered 429.")]
    [InlineData(503, "Thu, 01 Jan 2026 00:05:00 GMT", ConnectorFailure.Unavailable, 300, "The receiver answered 503.")]
    [InlineData(503, "Wed, 31 Dec 2025 00:05:00 GMT", ConnectorFailure.Unavailable, null, "The receiver answered 503.")]
    public async Task What_a_receiver_answers_says_whose_job_it_is(int status, string? retryAfter, ConnectorFailure failure, int? seconds, string message)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        receiver.Refuse = (_, answer) =>
        {
            (answer.StatusCode, answer.Headers.RetryAfter) = (status, retryAfter);
            return true;
        };
        var thrown = await Assert.ThrowsAsync<ConnectorException>(() => Connect(receiver, http).ApplyAsync(new("vip", 1, [Person("ann")], []), default));
        Assert.Equal((failure, message, seconds), (thrown.Failure, thrown.Message, (int?)thrown.RetryAfter?.TotalSeconds));
        var health = await Connect(receiver, http).CheckAsync(default);
        Assert.Equal((failure, message), (health.Failure, health.Detail));
    }

    [Fact]
    public async Task Testing_a_connection_sends_a_signed_message_that_changes_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        Assert.Equal(ConnectorHealth.Healthy, await Connect(receiver, http).CheckAsync(default));
        Assert.Equal("""{"type":"connection.test","timestamp":"2026-01-01T00:00:00.000Z","data":{}}""", receiver.Deliveries.Single().Body);
    }

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_short")]
    [InlineData($"{Secret} whsec_c2hvcnQ=")]
    [InlineData(" ")]
    public async Task A_secret_that_is_none_is_told_without_being_repeated(string secret)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        var health = await Connect(receiver, http, secret).CheckAsync(default);
        Assert.Equal(ConnectorFailure.Misconfigured, health.Failure);
        Assert.Equal("A signing secret is whsec_ and 24 to 64 bytes in Base64; several have a blank between them.", health.Detail);
        Assert.Empty(receiver.Deliveries);
    }

    private static WebhookDestination Connect(WebhookReceiver receiver, HttpClient http, string secrets = Secret, TimeProvider? time = null) =>
        new(new() { Address = receiver.Address, Secrets = new(secrets) }, http, time ?? new HandClock());

    private static Member Person(string key) =>
        new(key, new() { Emails = [$"{key}@example.org"] }) { At = DateTimeOffset.Parse("2026-01-01T01:00:00.250+01:00", CultureInfo.InvariantCulture) };

    private static async Task<string[]> VerifyAsync(params (string Secret, IReadOnlyDictionary<string, string> Headers, string Body)[] requests)
    {
        using var folder = new TempFolder();
        await File.WriteAllLinesAsync(folder.File("requests"), requests.Select(each => JsonSerializer.Serialize(new { secret = each.Secret, headers = each.Headers, body = each.Body })));
        return (await NodeScript.Run("verify-webhooks.mjs", folder.File("requests"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
