using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tests.Support;

/// <summary>The real built server as a child process over a data folder of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string AdminKey = "admin-key-of-the-journeys-0123456789abcdef";
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    readonly ServerOptions options;
    readonly TempFolder? own;
    readonly HttpClient probe = new() { Timeout = TimeSpan.FromSeconds(5) };
    Process process = new();
    bool started;
    ServerOutput output = new();

    ServerProcess(ServerOptions options)
    {
        this.options = options;
        own = options.Data is null ? new TempFolder() : null;
        Data = options.Data ?? own!.Path;
    }

    public string Data { get; }
    public Uri Url { get; private set; } = null!;
    public int Id => process.Id;
    public ServerOutput Output => output;
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>What it has used of the processor since it was started.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> Start(ServerOptions? options = null)
    {
        var server = new ServerProcess(options ?? new ServerOptions());
        try
        {
            await server.StartOnAFreePort();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public AudiencesClient Client(string key = AdminKey) => new(Url, key);

    /// <summary>SIGKILL: the process gets no chance to write anything more.</summary>
    public async Task Kill()
    {
        process.Kill();
        await WaitForExit("SIGKILL");
    }

    /// <summary>SIGTERM, as a service manager would; returns the exit code.</summary>
    public async Task<int> Stop()
    {
        Assert.Equal(0, SendSignal(process.Id, 15));
        await WaitForExit("SIGTERM");
        return process.ExitCode;
    }

    /// <summary>Starts the same build again on the same folder and, so that clients live on, the same port.</summary>
    /// <param name="standsBy">Another works, and this one waits for it to end.</param>
    public Task StartAgain(bool standsBy = false) => Launch(Url.Port, standsBy ? "stands by and takes over" : null);

    /// <summary>SIGSTOP: it keeps everything and does nothing.</summary>
    public void Hold() => Assert.Equal(0, SendSignal(process.Id, 19));

    /// <summary>SIGCONT.</summary>
    public void Release() => Assert.Equal(0, SendSignal(process.Id, 18));

    /// <summary>One that stood by.</summary>
    public Task UntilReady() => WaitUntilReady(Stopwatch.StartNew(), null);

    public Task UntilEnded() => WaitForExit("it was to end by itself");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (started && !process.HasExited)
                await Kill();
        }
        finally
        {
            process.Dispose();
            probe.Dispose();
            own?.Dispose();
        }
    }

    async Task StartOnAFreePort()
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await Launch(FreePort(), options.StandsBy);
                return;
            }
            catch (InvalidOperationException) when (attempt < 3 && output.Contains("address already in use"))
            {
            }
    }

    async Task Launch(int port, string? standsBy)
    {
        Url = new Uri($"http://127.0.0.1:{port}");
        process.Dispose();
        started = false;
        output = new ServerOutput();
        process = new Process { StartInfo = StartInfo() };
        var watch = Stopwatch.StartNew();
        started = process.Start();
        output.Attach(process);
        await WaitUntilReady(watch, standsBy);
        TimeToReady = watch.Elapsed;
    }

    ProcessStartInfo StartInfo()
    {
        string[] words = [.. options.Before, "dotnet", Executable.Path, "--urls", Url.ToString().TrimEnd('/')];
        var info = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Executable.Path)!,
        };
        info.Environment["Storage__Path"] = Data;
        info.Environment["Clock__Manual"] = options.ManualClock ? "true" : "false";
        info.Environment["AUDIENCES_ADMIN_KEY"] = AdminKey;
        foreach (var (name, value) in options.Settings)
            info.Environment[name] = value;
        return info;
    }

    async Task WaitUntilReady(Stopwatch watch, string? standsBy)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var last = "no answer yet";
        do
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended with {process.ExitCode} before it was ready:\n{output}");
            last = await Probe();
            if (standsBy is { } said ? output.Contains(said) : last == "200")
                return;
            await timer.WaitForNextTickAsync();
        } while (watch.Elapsed < StartLimit);
        throw new TimeoutException($"/health/ready answered {last} for {StartLimit.TotalSeconds} s:\n{output}");
    }

    async Task<string> Probe()
    {
        try
        {
            using var answer = await probe.GetAsync(new Uri(Url, "/health/ready"));
            return ((int)answer.StatusCode).ToString();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return error.Message;
        }
    }

    async Task WaitForExit(string signal)
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The server still runs {StopLimit.TotalSeconds} s after {signal}:\n{output}");
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int SendSignal(int pid, int signal);
}
