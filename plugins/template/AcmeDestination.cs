using System.Net.Http.Json;
using Audiences.Sdk;

namespace AcmeConnector;

public sealed record AcmeSettings
{
    [Setting("Address of your list", Help = "Gets PUT <address>/<audience>/batches/<id>")] public required Uri Address { get; init; }

    [Setting("API token")] public required Secret Token { get; init; }
}

[Connector("acme", "Acme")]
public sealed class AcmeDestination(AcmeSettings settings, HttpClient http) : IAudienceDestination
{
    public async Task<ConnectorHealth> CheckAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await SendAsync(new(HttpMethod.Get, settings.Address), cancel);
            return ConnectorHealth.Healthy;
        }
        catch (ConnectorException failed)
        {
            return ConnectorHealth.Failing(failed.Failure, failed.Message);
        }
    }

    public async Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel)
    {
        var address = new Uri($"{settings.Address.AbsoluteUri.TrimEnd('/')}/{batch.Audience}/batches/{batch.Id}");
        using var answer = await SendAsync(new(HttpMethod.Put, address) { Content = JsonContent.Create(batch) }, cancel);
        return ApplyResult.Applied(await answer.Content.ReadFromJsonAsync<RejectedMember[]>(cancel) ?? []);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = new("Bearer", settings.Token.Reveal());
        try
        {
            var answer = await http.SendAsync(request, cancel);
            if (answer.IsSuccessStatusCode) return answer;
            throw new ConnectorException((int)answer.StatusCode switch
            {
                401 or 403 => ConnectorFailure.NeedsReconnect,
                408 or 429 or >= 500 => ConnectorFailure.Unavailable,
                _ => ConnectorFailure.Misconfigured,
            }, $"Acme answered {(int)answer.StatusCode}.") { RetryAfter = answer.Headers.RetryAfter?.Delta };
        }
        catch (HttpRequestException broken)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, "Acme cannot be reached.", broken);
        }
    }
}
