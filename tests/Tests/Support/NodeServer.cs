using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Tests.Support;

/// <summary>A script of tests/node that stays, and tells a line of JSON for each thing that happens.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _errors = [];
    private bool _disposed;

    private NodeServer(string script, string[] words)
    {
        _process = new() { StartInfo = new("node", [script, .. words]) { WorkingDirectory = Path.Combine(Executable.Root, "tests/node"), RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } told) _lines.Writer.TryWrite(told);
            else _lines.Writer.TryComplete();
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.Add(line.Data ?? "");
        };
    }

    public int Port { get; private set; }

    /// <summary>Once it has told its <c>port</c>.</summary>
    public static async Task<NodeServer> StartAsync(string script, object options)
    {
        var server = new NodeServer(script, [JsonSerializer.Serialize(options)]);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.Port = (await server.NextAsync()).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>The next thing told that has not been asked for.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return JsonDocument.Parse(await _lines.Reader.ReadAsync(limit.Token)).RootElement;
        }
        catch (Exception nothing) when (nothing is OperationCanceledException or ChannelClosedException)
        {
            lock (_errors) throw new TimeoutException($"The script told nothing (ended: {_process.HasExited}):\n{string.Join('\n', _errors)}", nothing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
