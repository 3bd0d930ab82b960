using System.Text.Json;
using Audiences.Sdk;
using Host.Egress;
using Sharing.Stored;

namespace Host.Connections;

/// <summary>Authorization servers, where the operator lets connectors go.</summary>
internal sealed class TokenEndpoint(EgressClients clients) : ITokenEndpoint
{
    private const int Longest = 64 << 10;

    public async Task<TokenAnswer> Ask(string connection, Uri endpoint, IReadOnlyDictionary<string, string> form, CancellationToken cancel)
    {
        using var http = clients.For(connection, [.. form.Where(field => field.Key is not ("grant_type" or "redirect_uri" or "client_id")).Select(field => field.Value)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new("application/json"));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            return new((int)answer.StatusCode, body.Length > Longest ? new Dictionary<string, string>() : Members(body));
        }
        catch (ConnectorException refused)
        {
            throw new CallFailedException(refused.Message, refused.Failure == ConnectorFailure.Unavailable, refused.Failure);
        }
        catch (HttpRequestException broken)
        {
            throw new CallFailedException($"{endpoint.Host} cannot be reached: {broken.Message}", mayPass: true, ConnectorFailure.Unavailable);
        }
    }

    /// <summary>Empty for what is no JSON object.</summary>
    private static Dictionary<string, string> Members(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind != JsonValueKind.Object ? [] : json.RootElement.EnumerateObject()
                .Where(each => each.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .GroupBy(each => each.Name).ToDictionary(same => same.Key, same => same.Last().Value.ToString());
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
