using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Audiences.Sdk;

namespace Plugins.Webhook;

/// <summary>Posts who entered and who left to an address, signed; in order, and at least once.</summary>
[Connector("webhook", "Webhook")]
public sealed class WebhookDestination(WebhookSettings settings, HttpClient http, TimeProvider time) : IAudienceDestination
{
    // By audience: how much of the last batch the receiver has acknowledged. Forgotten by a restart, which sends those messages again.
    private readonly ConcurrentDictionary<string, (string Batch, int Messages)> _progress = new();

    public async Task<ConnectorHealth> CheckAsync(CancellationToken cancel)
    {
        try
        {
            await SendAsync(new($"test-{Guid.NewGuid():N}", Encoding.UTF8.GetBytes($$$"""{"type":"connection.test","timestamp":"{{{MemberJson.InstantText(time.GetUtcNow())}}}","data":{}}""")), cancel);
            return ConnectorHealth.Healthy;
        }
        catch (ConnectorException failed)
        {
            return ConnectorHealth.Failing(failed.Failure, failed.Message);
        }
    }

    public async Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel)
    {
        var (messages, rejected) = BatchMessages.Of(batch);
        var done = _progress.TryGetValue(batch.Audience, out var progress) && progress.Batch == batch.Id ? progress.Messages : 0;
        foreach (var message in messages.Skip(done))
        {
            await SendAsync(message, cancel);
            _progress[batch.Audience] = (batch.Id, ++done);
        }
        _progress.TryRemove(batch.Audience, out _);
        return ApplyResult.Applied(rejected);
    }

    private async Task SendAsync(WebhookMessage message, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var request = Request(message);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode) throw Refusal(answer.StatusCode, answer.Headers.RetryAfter);
        }
        catch (HttpRequestException broken)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{settings.Address.Host} cannot be reached: {broken.Message}", broken);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{settings.Address.Host} did not answer in time.", late);
        }
    }

    private HttpRequestMessage Request(WebhookMessage message)
    {
        var now = time.GetUtcNow();
        var content = new ByteArrayContent(message.Body) { Headers = { ContentType = new("application/json") } };
        return new(HttpMethod.Post, settings.Address)
        {
            Content = content,
            Headers =
            {
                { "webhook-id", message.Id },
                { "webhook-timestamp", $"{now.ToUnixTimeSeconds()}" },
                { "webhook-signature", Signature.Of(settings.Secrets).Sign(message.Id, now, message.Body) },
            },
        };
    }

    /// <summary>Receivers break and are mended: but for what says that it stays so, the server tries again, over days.</summary>
    private ConnectorException Refusal(HttpStatusCode status, RetryConditionHeaderValue? retry) => status switch
    {
        HttpStatusCode.Gone => new(ConnectorFailure.Misconfigured, "The receiver wants no more webhooks (410 Gone)."),
        >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest =>
            new(ConnectorFailure.Misconfigured, $"The receiver answered with a redirect ({(int)status}), which is not followed: give the address that it leads to."),
        _ => new(ConnectorFailure.Unavailable, $"The receiver answered {(int)status}.") { RetryAfter = Wait(retry) },
    };

    private TimeSpan? Wait(RetryConditionHeaderValue? retry) =>
        retry?.Delta ?? (retry?.Date - time.GetUtcNow() is { } until && until > TimeSpan.Zero ? until : null);
}
