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
    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => ConnectorHealth.OfAsync(() => SendAsync(new(HttpMethod.Get, settings.Address), cancel));

    public async Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel)
    {
        var address = new Uri($"{settings.Address.AbsoluteUri.TrimEnd('/')}/{batch.Audience}/batches/{batch.Id}");
        using var answer = await SendAsync(new(HttpMethod.Put, address) { Content = JsonContent.Create(batch) }, cancel);
        return ApplyResult.Applied(await answer.Content.ReadFromJsonAsync<RejectedMember[]>(cancel) ?? []);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = new("Bearer", settings.Token.Reveal());
        return http.SendOrFailAsync(request, cancel);
    }
}
