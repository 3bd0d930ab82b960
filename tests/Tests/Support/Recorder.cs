using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tests.Support;

/// <summary>Stands between a client and the server, passes everything on unchanged, and keeps what was answered with 2xx.</summary>
internal sealed class Recorder : IAsyncDisposable
{
    static readonly string[] ByHop = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"];

    readonly WebApplication app;
    readonly HttpClient onward;
    readonly ConcurrentQueue<Recorded> taken = new();
    readonly ConcurrentQueue<string> refused = new();

    Recorder(Uri server)
    {
        onward = Onward(server);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(Forward);
    }

    public Uri Url => new(app.Urls.Single());

    /// <summary>In the order in which the answers came.</summary>
    public IReadOnlyList<Recorded> Taken => [.. taken];

    /// <summary>Requests that were answered with anything but 2xx, with the answer.</summary>
    public IReadOnlyList<string> Refused => [.. refused];

    public static async Task<Recorder> Before(Uri server)
    {
        var recorder = new Recorder(server);
        await recorder.app.StartAsync();
        return recorder;
    }

    public static HttpClient Onward(Uri server) => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server };

    /// <summary>Sends a recorded request once more, byte for byte.</summary>
    public static async Task<HttpResponseMessage> Send(HttpClient http, Recorded recorded, CancellationToken stop = default)
    {
        using var request = new HttpRequestMessage(new HttpMethod(recorded.Method), recorded.Path) { Content = new ByteArrayContent(recorded.Body) };
        foreach (var (name, value) in recorded.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request, stop);
    }

    async Task Forward(HttpContext context)
    {
        var recorded = await Read(context.Request);
        using var answer = await Send(onward, recorded, context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (answer.IsSuccessStatusCode)
            taken.Enqueue(recorded);
        else
            refused.Enqueue($"{recorded.Method} {recorded.Path} → {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(header => !ByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[header.Key] = header.Value.ToArray();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    static async Task<Recorded> Read(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var headers = request.Headers.Where(header => !ByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Select(value => (header.Key, value!)));
        return new Recorded(request.Method, request.Path + request.QueryString, [.. headers], body.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        onward.Dispose();
    }
}
