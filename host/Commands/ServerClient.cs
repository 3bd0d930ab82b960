using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Host.Commands;

/// <summary>The running server's REST API, as far as commands use it.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MostTries = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient http;

    /// <param name="wire">For tests: what lies between.</param>
    public ServerClient(Uri url, string key, HttpMessageHandler? wire = null)
    {
        http = new HttpClient(wire ?? new SocketsHttpHandler()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(90) };
        if (!http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}"))
            throw new CommandError("The key holds characters that no key has.");
        // A rejected event is an error here, not a line in a list that nobody reads.
        http.DefaultRequestHeaders.Add("X-Strict-Mode", "1");
    }

    public Uri Url => http.BaseAddress!;

    /// <param name="gone">410 is answered with nothing.</param>
    public Task<JsonElement> Get(string path, CancellationToken cancel, bool gone = false) =>
        Send(HttpMethod.Get, path, null, cancel, gone ? HttpStatusCode.Gone : null);

    public Task<JsonElement> Post(string path, JsonNode? body, CancellationToken cancel) => Send(HttpMethod.Post, path, body, cancel);

    /// <summary>It is well when it has gone already.</summary>
    public Task Delete(string path, CancellationToken cancel) => Send(HttpMethod.Delete, path, null, cancel, HttpStatusCode.NotFound);

    /// <summary>Every item of a list, page by page.</summary>
    public async IAsyncEnumerable<JsonElement> All(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = await Get($"{path}&limit=1000{(next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}")}", cancel);
            foreach (var item in page.GetProperty("items").EnumerateArray()) yield return item;
            next = page.GetProperty("next").GetString();
        } while (next is not null);
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> Send(
        HttpMethod method, string path, JsonNode? body, CancellationToken cancel, HttpStatusCode? alsoGood = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await Answer(request, cancel);
            var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
            var json = isJson ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancel) : default;
            if (answer.IsSuccessStatusCode) return json;
            if (answer.StatusCode == alsoGood) return default;
            var busy = answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!busy || attempt == MostTries) throw Refused(answer.StatusCode, json);
            await Task.Delay(Pause(answer.Headers.RetryAfter), cancel);
        }
    }

    private async Task<HttpResponseMessage> Answer(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await http.SendAsync(request, cancel);
        }
        catch (HttpRequestException nobody)
        {
            throw new CommandError(
                $"No server answers at {Url} ({nobody.Message}). Start it in another terminal, or name where it is with --url.", nobody);
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new CommandError($"The server at {Url} did not answer within {http.Timeout.TotalSeconds} s. The same command goes on where it stopped.", late);
        }
    }

    private static TimeSpan Pause(RetryConditionHeaderValue? asked) =>
        asked?.Delta is { } pause && pause < LongestPause ? pause : LongestPause;

    private CommandError Refused(HttpStatusCode status, JsonElement problem) => new(status switch
    {
        HttpStatusCode.Unauthorized => $"The server at {Url} does not know this key. `audiences keys new --admin`, on its machine, makes another.",
        _ when problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("detail", out var detail) => detail.ToString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Url} answered {(int)status}, as an Audiences server does not. --url names the right one."),
    });
}
