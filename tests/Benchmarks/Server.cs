using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Benchmarks;

/// <summary>The built server as a child process, on a folder that goes with it.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const string AdminKey = "admin-key-of-the-benchmarks-0123456789";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("audiences-benchmark-").FullName;
    private readonly Process process;

    private Server()
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var info = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "audiences.dll"), "--urls", url])
        {
            RedirectStandardOutput = true,
        };
        info.Environment["Storage__Path"] = folder;
        info.Environment["AUDIENCES_ADMIN_KEY"] = AdminKey;
        process = Process.Start(info)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new(url), Timeout = TimeSpan.FromMinutes(10) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    public HttpClient Client { get; }

    /// <summary>Seconds of processor time that the server has used so far.</summary>
    public double Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Bytes that lie in memory now.</summary>
    public long Resident
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public int ProcessId => process.Id;

    public static async Task<Server> Start()
    {
        var server = new Server();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartLimit)
        {
            try
            {
                using var ready = await server.Client.GetAsync("/health/ready");
                if (ready.IsSuccessStatusCode) return server;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
        await server.DisposeAsync();
        throw new TimeoutException($"The server is not ready after {StartLimit.TotalSeconds} s.");
    }

    public async Task<JsonElement> Post(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"POST {path} answered {(int)answer.StatusCode}: {text}");
    }

    /// <summary>Sends bytes as they are; anything but success is an error.</summary>
    public async Task Send(string path, byte[] body, string type = "application/json", CancellationToken cancel = default)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var answer = await Client.PostAsync(path, content, cancel);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> Get(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
