using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Plugins.Webhook;

/// <summary>A receiver on a port of its own, as the documents of Standard Webhooks want it: it keeps ids and takes each once.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, List<string>> _members = new();
    private readonly Dictionary<string, SortedSet<string>> _sets = [];
    private readonly HashSet<string> _taken = [];
    private TaskCompletionSource? _stalled;
    private bool _losing;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Delivery> Deliveries { get; } = new();

    /// <summary>Answers instead of taking; null to take.</summary>
    public Func<Delivery, HttpResponse, bool>? Refuse { get; set; }

    public Uri Address { get; private set; } = null!;

    public static async Task<WebhookReceiver> StartAsync(Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, options => listen?.Invoke(options)));
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        var address = receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Address = new($"{address}/hook");
        return receiver;
    }

    public IReadOnlyList<string> Members(string audience) => _members.TryGetValue(audience, out var members) ? [.. members] : [];

    /// <summary>Who is in, for a receiver to whom it is the same how often somebody is told to be.</summary>
    public IReadOnlyCollection<string> Set(string audience)
    {
        lock (_taken) return _sets.TryGetValue(audience, out var set) ? [.. set] : [];
    }

    public void LoseNextAnswer() => _losing = true;

    public Task StallNextCall() => (_stalled = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var delivery = new Delivery(context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => $"{header.Value}"), await reader.ReadToEndAsync());
        Deliveries.Enqueue(delivery);
        if (Interlocked.Exchange(ref _stalled, null) is { } stalled)
        {
            stalled.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        if (Refuse?.Invoke(delivery, context.Response) == true) return;
        lock (_taken)
        {
            if (_taken.Add(delivery.Id)) Take(JsonDocument.Parse(delivery.Body).RootElement.GetProperty("data"));
        }
        if (Interlocked.Exchange(ref _losing, false)) context.Abort();
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // What is added twice is there twice.
    private void Take(JsonElement data)
    {
        if (!data.TryGetProperty("audience", out var audience)) return;
        var members = _members.GetOrAdd(audience.GetString()!, _ => []);
        if (!_sets.TryGetValue(audience.GetString()!, out var set)) _sets[audience.GetString()!] = set = new(StringComparer.Ordinal);
        set.UnionWith(data.GetProperty("entered").EnumerateArray().Select(Key));
        set.ExceptWith(data.GetProperty("left").EnumerateArray().Select(Key));
        members.AddRange(data.GetProperty("entered").EnumerateArray().Select(Key));
        foreach (var left in data.GetProperty("left").EnumerateArray().Select(Key)) members.Remove(left);
    }

    private static string Key(JsonElement member) => member.GetProperty("key").GetString()!;
}

internal sealed record Delivery(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];
}
