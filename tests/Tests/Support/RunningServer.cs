using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Host.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Support;

/// <summary>The whole server in this process, on a free port and a data folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string AdminKey = "admin-key-of-a-test-0123456789abcdef";

    private readonly WebApplication app;
    private readonly string folder;

    private RunningServer(WebApplication app, string folder)
    {
        (this.app, this.folder) = (app, folder);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    /// <summary>Sends the admin key.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public string Folder => folder;

    /// <summary>Kestrel listens; <paramref name="ready"/> waits for the start steps too.</summary>
    public static Task<RunningServer> Start(Action<IServiceCollection>? replace = null, bool ready = true, params string[] args) =>
        StartOn(Directory.CreateTempSubdirectory("audiences-test-").FullName, replace, ready, args);

    /// <summary>On a data folder that is there, which goes with the server.</summary>
    public static async Task<RunningServer> StartOn(
        string folder, Action<IServiceCollection>? replace = null, bool ready = true, params string[] args)
    {
        var app = Host.Program.Build(
            ["--urls", "http://127.0.0.1:0", "--Storage:Path", folder, "--AUDIENCES_ADMIN_KEY", AdminKey, "--Logging:LogLevel:Default", "None", .. args],
            replace);
        await Server.Start(app);
        if (ready) await app.Services.GetRequiredService<Lifecycle>().Started.WaitAsync(TimeSpan.FromSeconds(20));
        return new RunningServer(app, folder);
    }

    public async Task UntilReady()
    {
        var lifecycle = app.Services.GetRequiredService<Lifecycle>();
        await lifecycle.Started.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> Send(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        var answer = await Client.SendAsync(request);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer.StatusCode, isJson ? await answer.Content.ReadFromJsonAsync<JsonElement>() : default, answer);
    }

    /// <summary>As SIGTERM does it; the data stay.</summary>
    public async Task Stop()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Stop();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
