using System.Net;
using System.Text.Json;
using System.Xml;
using Audiences.Sdk;

namespace Plugins.CrmImport;

/// <summary>Calls whose failures say whose job they are.</summary>
internal sealed class Calls(HttpClient http, TimeProvider time, string who)
{
    /// <summary>An answer of 2xx, or one that <paramref name="expects"/>.</summary>
    /// <param name="ask">Makes the request, which changes nothing there.</param>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> ask, CancellationToken cancel, Func<HttpStatusCode, bool>? expects = null)
    {
        try
        {
            var answer = await OnceMoreAsync(ask, cancel);
            if (answer.IsSuccessStatusCode || expects?.Invoke(answer.StatusCode) == true) return answer;
            using (answer) throw Refusal(answer);
        }
        catch (HttpRequestException broken)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{who} cannot be reached: {broken.Message}", broken);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{who} did not answer in time.", late);
        }
    }

    // A server of HTTP/1.0, as radicale is by itself, closes each connection, and HttpClient at times uses it again before it sees that.
    private async Task<HttpResponseMessage> OnceMoreAsync(Func<HttpRequestMessage> ask, CancellationToken cancel)
    {
        try
        {
            return await OnceAsync(ask, cancel);
        }
        catch (HttpRequestException ended) when (ended.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            return await OnceAsync(ask, cancel);
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(Func<HttpRequestMessage> ask, CancellationToken cancel)
    {
        using var request = ask();
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>What the content was read as.</summary>
    public async Task<T> ReadAsync<T>(HttpResponseMessage answer, Func<Stream, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(cancel);
            return await read(content);
        }
        catch (Exception unreadable) when (unreadable is JsonException or XmlException or IOException or HttpRequestException or KeyNotFoundException or InvalidOperationException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new ConnectorException(ConnectorFailure.Unavailable, $"What {who} answered could not be read: {unreadable.Message}", unreadable);
        }
    }

    private ConnectorException Refusal(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        401 => new(ConnectorFailure.NeedsReconnect, $"{who} does not let this connection in any more (401)."),
        403 => new(ConnectorFailure.Misconfigured, $"{who} does not allow reading contacts (403): give the connection that right there."),
        >= 300 and < 400 => new(ConnectorFailure.Misconfigured, $"{who} answered with a redirect to {answer.Headers.Location}: give that address."),
        408 or 425 or 429 or 477 or >= 500 => new(ConnectorFailure.Unavailable, $"{who} answered {(int)answer.StatusCode}.") { RetryAfter = Wait(answer) },
        _ => new(ConnectorFailure.Misconfigured, $"{who} answered {(int)answer.StatusCode}."),
    };

    private TimeSpan? Wait(HttpResponseMessage answer) => answer.Headers.RetryAfter is not { } retry ? null
        : retry.Delta ?? (retry.Date - time.GetUtcNow() is { } until && until > TimeSpan.Zero ? until : null);
}
