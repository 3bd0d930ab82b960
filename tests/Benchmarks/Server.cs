using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Benchmarks;

/// <summary>The built server as a child process, on a folder that goes with it unless it was given one.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const string AdminKey = "admin-key-of-the-benchmarks-0123456789";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), ScrapesAreKept = TimeSpan.FromMilliseconds(500);
    private readonly string? given;
    private readonly string folder;
    private readonly bool manualClock;
    private readonly string url = $"http://127.0.0.1:{FreePort()}";
    private Process process;

    private Server(string? given, bool manualClock)
    {
        (this.given, this.manualClock) = (given, manualClock);
        folder = given ?? Directory.CreateTempSubdirectory("audiences-benchmark-").FullName;
        process = Run();
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new(url), Timeout = TimeSpan.FromMinutes(10) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    private Process Run()
    {
        var info = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "audiences.dll"), "--urls", url])
        {
            RedirectStandardOutput = true,
        };
        info.Environment["Storage__Path"] = folder;
        info.Environment["AUDIENCES_ADMIN_KEY"] = AdminKey;
        info.Environment["Clock__Manual"] = manualClock ? "true" : "false";
        var run = Process.Start(info)!;
        run.OutputDataReceived += static (_, _) => { };
        run.BeginOutputReadLine();
        return run;
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

    /// <summary>Bytes that lay in memory at the worst.</summary>
    public long Peak
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    public int ProcessId => process.Id;

    public static Task<Server> Start() => Start(null, manualClock: false, StartLimit);

    /// <param name="folder">With data, which stay there; null: a new one.</param>
    public static async Task<Server> Start(string? folder, bool manualClock, TimeSpan limit)
    {
        var server = new Server(folder, manualClock);
        try
        {
            await server.BeReady(limit);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it and starts it on what is there.</summary>
    /// <returns>Seconds until it is ready.</returns>
    public async Task<double> Restart(TimeSpan limit)
    {
        await Kill();
        var watch = Stopwatch.StartNew();
        process = Run();
        await BeReady(limit);
        return watch.Elapsed.TotalSeconds;
    }

    private async Task BeReady(TimeSpan limit)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < limit; await Task.Delay(50))
            try
            {
                using var ready = await Client.GetAsync("/health/ready");
                if (ready.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        throw new TimeoutException($"The server is not ready after {limit.TotalSeconds} s.");
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
    /// <param name="key">Whose; null: the admin's.</param>
    public async Task Send(string path, byte[] body, string type = "application/json", string? key = null, CancellationToken cancel = default)
    {
        using var request = Request(HttpMethod.Post, path, key);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var answer = await Client.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <param name="key">Whose; null: the admin's.</param>
    public async Task<JsonElement> Get(string path, string? key = null)
    {
        using var request = Request(HttpMethod.Get, path, key);
        using var answer = await Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Transactions that it has made durable so far, as its <c>/metrics</c> tell.</summary>
    public async Task<long> Commits()
    {
        await Task.Delay(ScrapesAreKept);
        var text = await Client.GetStringAsync("/metrics");
        return text.Split('\n').Where(line => line.StartsWith("audiences_store_commits_total", StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
    }

    public async Task Delete(string path)
    {
        using var answer = await Client.DeleteAsync(path);
        answer.EnsureSuccessStatusCode();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? key)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        Client.Dispose();
        if (given is null) Directory.Delete(folder, recursive: true);
    }

    private async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
