using System.Net;

namespace Audiences.Sdk;

/// <summary>Calls over HTTP whose failures say whose job they are.</summary>
public static class HttpCalls
{
    /// <summary>Sends it and answers what came back, if that is 2xx.</summary>
    /// <exception cref="ConnectorException">
    /// <see cref="ConnectorFailure.NeedsReconnect"/> after 401; <see cref="ConnectorFailure.Unavailable"/>, with <c>Retry-After</c>, after 408, 425, 429, 5xx and where
    /// nobody answers; else <see cref="ConnectorFailure.Misconfigured"/>.
    /// </exception>
    public static async Task<HttpResponseMessage> SendOrFailAsync(this HttpClient http, HttpRequestMessage request, CancellationToken cancel)
    {
        var host = request.RequestUri?.Host;
        try
        {
            var answer = await http.SendAsync(request, cancel);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
                throw new ConnectorException(FailureOf(answer.StatusCode), $"{host} answered {(int)answer.StatusCode}.") { RetryAfter = answer.Headers.RetryAfter?.Delta };
        }
        catch (HttpRequestException broken)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{host} cannot be reached: {broken.Message}", broken);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{host} did not answer in time.", late);
        }
    }

    private static ConnectorFailure FailureOf(HttpStatusCode status) => (int)status switch
    {
        401 => ConnectorFailure.NeedsReconnect,
        408 or 425 or 429 or >= 500 => ConnectorFailure.Unavailable,
        _ => ConnectorFailure.Misconfigured,
    };
}
