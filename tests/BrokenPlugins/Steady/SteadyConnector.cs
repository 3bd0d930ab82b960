using System.Net.Http.Json;
using Audiences.Sdk;

namespace Steady;

public enum Pace
{
    Slow,
    Fast,
}

public sealed record SteadySettings
{
    [Setting("Word", Help = "Comes back as a trait")] public required string Word { get; init; }

    [Setting("Token")] public required Secret Token { get; init; }

    [Setting("Pace")] public Pace Pace { get; init; } = Pace.Fast;

    [Setting("Failures", Help = "How often each connection fails before it works")] public int Failures { get; init; }

    [Setting("Address", Help = "Asked by the check, if given")] public Uri? Address { get; init; }
}

/// <summary>Keeps to its contract in all ports, and answers with what it was given.</summary>
[Connector("steady", "Steady")]
public sealed class SteadyConnector(SteadySettings settings, HttpClient http, TimeProvider time) : IContactSource, IAudienceDestination, IMessageChannel<EmailMessage>, IMessageChannel<SmsMessage>, IMessageChannel<WhatsAppMessage>, IMailReader
{
    private int failed;

    public async Task<ConnectorHealth> CheckAsync(CancellationToken cancel)
    {
        if (settings.Token.Reveal() != "right") return ConnectorHealth.Failing(ConnectorFailure.NeedsReconnect, "The token is not right.");
        if (settings.Address is null) return ConnectorHealth.Healthy;
        using var answer = await http.PostAsJsonAsync(settings.Address, new { settings.Word }, cancel);
        return answer.IsSuccessStatusCode ? ConnectorHealth.Healthy : ConnectorHealth.Failing(ConnectorFailure.Unavailable, $"It answered {(int)answer.StatusCode}.");
    }

    public Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        if (failed++ < settings.Failures) throw new ConnectorException(ConnectorFailure.Unavailable, "Not yet.") { RetryAfter = TimeSpan.FromMilliseconds(10) };
        var first = cursor is null ? 0 : int.Parse(cursor);
        var contacts = Enumerable.Range(first, Math.Min(limit, 25 - first)).Select(Person);
        return Task.FromResult(new ContactPage([.. contacts], $"{Math.Min(25, first + limit)}", first + limit < 25) { Deleted = ["gone"] });
    }

    public Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel) => Task.FromResult(
        batch.Audience == "late" ? ApplyResult.Pending(batch.Id, TimeSpan.FromSeconds(5))
        : ApplyResult.Applied([.. batch.Adds.Where(each => each.Contact.Emails.Count == 0).Select(each => new RejectedMember(each.Key, "has no address"))]));

    public Task<ApplyResult> PollAsync(string receipt, CancellationToken cancel) => Task.FromResult(ApplyResult.Applied(new RejectedMember(receipt, "late")));

    public Task<SendResult> SendAsync(EmailMessage message, CancellationToken cancel) => Task.FromResult(
        message.To.Host == "nowhere.example" ? SendResult.Refused("There is no such address.", suppress: true)
        : SendResult.Accepted($"{message.Id} {message.From.DisplayName} {message.To.Address} {message.Subject} {message.Html} {message.Unsubscribe}"));

    public Task<SendResult> SendAsync(SmsMessage message, CancellationToken cancel) => Task.FromResult(SendResult.Accepted($"{message.To} {message.Text}"));

    public Task<SendResult> SendAsync(WhatsAppMessage message, CancellationToken cancel) =>
        Task.FromResult(SendResult.Accepted($"{message.Template} {string.Join(',', message.Parameters)}"));

    public Task<ReturnedMail> ReadMailAsync(ReadOnlyMemory<byte> mail, CancellationToken cancel) => Task.FromResult(new ReturnedMail(
        [new(BounceKind.Complaint, System.Text.Encoding.UTF8.GetString(mail.Span), null, "abuse", "m1")],
        new($"<{mail.Length}>", "ann@example.org", new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero))));

    private Contact Person(int number) => new()
    {
        ExternalId = $"{number}", Emails = [$"{number}@example.org"], Birthday = new(2000, 2, 29), Subscribed = false,
        Traits = new Dictionary<string, TraitValue>
        {
            ["word"] = settings.Word, ["number"] = 0.1m, ["yes"] = true, ["list"] = new[] { "a", "b" }, ["pace"] = $"{settings.Pace}",
            ["read"] = time.GetUtcNow(),
        },
    };
}
