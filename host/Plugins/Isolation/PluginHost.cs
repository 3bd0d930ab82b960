using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using Host.Egress;
using Host.Plugins.Calling;
using Host.Plugins.Loading;

namespace Host.Plugins.Isolation;

/// <summary>The child's side: <c>audiences plugin-host</c> loads one plugin and does what comes down the pipe until that ends.</summary>
internal sealed class PluginHost(Stream pipe, TimeProvider machine) : ICallJournal
{
    public const string Command = "plugin-host";

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<long, CancellationTokenSource> running = new();

    public static async Task<int> Run(string pipeName, TimeProvider machine, CancellationToken cancel)
    {
        await using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await pipe.ConnectAsync(10_000, cancel);
        await new PluginHost(pipe, machine).Serve(cancel);
        return 0;
    }

    public void Note(string connection, OutgoingCall call) => _ = Write(Frames.Pack(new ChildWord(0, null, new(Guid.ParseExact(connection, "N"), call))));

    private async Task Serve(CancellationToken cancel)
    {
        if (await Frames.Read<LoadOrder>(pipe, cancel) is not { } order) return;
        var copy = new PluginCopy(order.Folder, order.Assembly, order.Hashes);
        var plugin = LoadedPlugin.Load(order.Plugin, copy, order.ParallelCalls, ConnectorHttp.Under(new(order.Allowed), this, machine), machine);
        await Write(Frames.Pack(plugin.Report));
        try
        {
            while (await Frames.Read<ChildOrder>(pipe, cancel) is { } next) Take(plugin, next);
            await plugin.DisposeAsync().AsTask().WaitAsync(Farewell, machine, cancel);
        }
        finally
        {
            // Whatever threads the plugin has, and whatever it wants to do at the end of a process: it is over.
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }

    private void Take(LoadedPlugin plugin, ChildOrder order)
    {
        if (order.Call is { } call) _ = Do(plugin, order.Number, call);
        else if (running.TryGetValue(order.Number, out var meant)) _ = meant.CancelAsync();
    }

    private async Task Do(LoadedPlugin plugin, long number, PluginCall call)
    {
        // Not disposed of: to end it may be asked for in this moment, and it has no timer.
        var end = running.GetOrAdd(number, _ => new CancellationTokenSource());
        var answer = await plugin.Run(call, end.Token);
        running.TryRemove(number, out _);
        await Write(Frames.Pack(new ChildWord(number, answer)));
    }

    private async Task Write(byte[] frame)
    {
        await writing.WaitAsync();
        try
        {
            await pipe.WriteAsync(frame);
        }
        catch (IOException)
        {
            // The server is gone, which the reading end notices too.
        }
        finally
        {
            writing.Release();
        }
    }
}
