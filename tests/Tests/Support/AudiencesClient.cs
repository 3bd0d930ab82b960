using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>The REST contract in the fewest words; every call answers what the server said, whatever it was.</summary>
internal sealed class AudiencesClient : IDisposable
{
    readonly HttpClient http;

    public AudiencesClient(Uri url, string key, int? connections = null)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections ?? int.MaxValue, UseCookies = false };
        http = new HttpClient(handler) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(90) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Uri Url => http.BaseAddress!;

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);
    public Task<Answer> Post(string path, JsonNode? body = null) => Send(HttpMethod.Post, path, body);
    public Task<Answer> Put(string path, JsonNode? body = null) => Send(HttpMethod.Put, path, body);
    public Task<Answer> Patch(string path, JsonNode? body) => Send(HttpMethod.Patch, path, body);
    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    public Task<Answer> Send(HttpMethod method, string path, JsonNode? body = null) =>
        Send(method, path, body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()));

    /// <summary>Sends these bytes as they are; extra headers may replace Content-Type and Authorization.</summary>
    public async Task<Answer> Send(HttpMethod method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }
        foreach (var (name, value) in headers)
            Add(request, name, value);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return new Answer($"{method} {path}", response.StatusCode, text, all);
    }

    static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!name.StartsWith("Content-", StringComparison.Ordinal))
        {
            request.Headers.Remove(name);
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), $"header {name} could not be set");
            return;
        }
        request.Content!.Headers.Remove(name);
        Assert.True(request.Content.Headers.TryAddWithoutValidation(name, value), $"header {name} could not be set");
    }

    public void Dispose() => http.Dispose();
}
