using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Security.Cryptography;
using Host.Egress;
using Host.Plugins.Calling;
using Host.Plugins.Loading;
using Host.Plugins.Manifest;

namespace Host.Plugins.Isolation;

/// <summary>A plugin's process, from its start to its end; the server's side of the pipe.</summary>
internal sealed class PluginChild
{
    private const int LongestNote = 2_000;

    private readonly ConcurrentDictionary<long, TaskCompletionSource<CallAnswer>> pending = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly NamedPipeServerStream pipe;
    private readonly Process process;
    private readonly ChildOutput output;
    private readonly Task drained;
    private readonly PluginLimits limits;
    private readonly ICallJournal journal;
    private readonly TimeProvider machine;
    private readonly ConcurrentDictionary<Guid, bool> called = new();
    private long last;
    private volatile string? why;
    private volatile string? end;

    private PluginChild(NamedPipeServerStream pipe, Process process, PluginLimits limits, ICallJournal journal, TimeProvider machine)
    {
        (this.pipe, this.process, this.limits, this.journal, this.machine) = (pipe, process, limits, journal, machine);
        output = new(machine);
        drained = Task.WhenAll(output.Drain(process.StandardError.BaseStream), new ChildOutput(machine).Drain(process.StandardOutput.BaseStream));
        Report = null!;
        Ended = Task.FromResult("");
    }

    public PluginReport Report { get; private set; }

    /// <summary>It takes calls; also of one that has died just now.</summary>
    public bool Lives => why is null && !Ended.IsCompleted;

    /// <summary>Done when the process has ended, with the reason.</summary>
    public Task<string> Ended { get; private set; }

    /// <exception cref="PluginRefused">It did not come so far as to say how the plugin is.</exception>
    public static async Task<PluginChild> Start(PluginEntry entry, PluginCopy copy, ConnectorHttp http, CallPolicy policy, TimeProvider machine)
    {
        var name = $"audiences-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        var pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        var child = new PluginChild(pipe, await StartProcess(name, copy, entry.Limits, pipe), entry.Limits, http.Journal, machine);
        using var limit = new CancellationTokenSource(policy.LongestStart, machine);
        try
        {
            await child.Greet(new(entry.Id, copy.Folder, copy.Assembly, copy.Hashes, entry.Limits.ParallelCalls, http.Rules.Allowed), limit.Token);
            return child;
        }
        catch (Exception failed) when (failed is IOException or InvalidDataException or OperationCanceledException)
        {
            if (limit.IsCancellationRequested) child.why = $"it had not loaded the plugin within {policy.LongestStart.TotalSeconds:0.###} s";
            throw new PluginRefused($"Its process came to nothing: {await child.Bury()}.");
        }
    }

    /// <exception cref="RoomLost">The process ended meanwhile.</exception>
    public async Task<CallAnswer> Call(PluginCall call, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref last);
        var frame = Frames.Pack(new ChildOrder(number, call));
        if (!Frames.Fits(frame))
            return new() { Failure = Audiences.Sdk.ConnectorFailure.Misconfigured, Reason = $"A call of {frame.Length} bytes is too long for a plugin in a process of its own, which takes {Wire.Longest}: make batches smaller." };
        var answer = pending[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (end is not null) throw Lost(end);
        if (call.Order is CloseOrder) called.TryRemove(call.Connection, out var _);
        else called[call.Connection] = true;
        await Write(frame);
        await using var _ = cancel.UnsafeRegister(static (state, _) => ((Action)state!)(), () => End(number));
        return Known(await answer.Task);
    }

    public void Kill(string reason)
    {
        Interlocked.CompareExchange(ref why, reason, null);
        Kill();
    }

    /// <summary>The pipe's end tells the child to go.</summary>
    public async Task Dismiss(TimeSpan patience)
    {
        await pipe.DisposeAsync();
        try
        {
            await Ended.WaitAsync(patience, machine);
        }
        catch (TimeoutException)
        {
            Kill();
            await Ended;
        }
    }

    private static async Task<Process> StartProcess(string name, PluginCopy copy, PluginLimits limits, NamedPipeServerStream pipe)
    {
        try
        {
            return ChildStart.Of(name, copy.Folder, limits.MemoryMegabytes);
        }
        catch (Exception refused) when (refused is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            await pipe.DisposeAsync();
            throw new PluginRefused($"Its process cannot be started: {refused.Message}");
        }
    }

    private async Task Greet(LoadOrder order, CancellationToken cancel)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => Cancel(gone);
        if (process.HasExited) Cancel(gone);
        await pipe.WaitForConnectionAsync(gone.Token);
        await pipe.WriteAsync(Frames.Pack(order), gone.Token);
        Report = await Frames.Read<PluginReport>(pipe, cancel) ?? throw new EndOfStreamException();
        Ended = Listen();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended later than it was waited for.
        }
    }

    private async Task<string> Listen()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (await Frames.Read<ChildWord>(pipe, CancellationToken.None) is { } word)
                if (word.Noted is { } noted) Note(noted);
                else if (pending.TryRemove(word.Number, out var asked)) asked.TrySetResult(word.Answer ?? throw new InvalidDataException("nothing"));
        }
        catch (InvalidDataException garbage)
        {
            why ??= $"it answered {garbage.Message}";
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // As good as its end.
        }
        return await Bury();
    }

    // Of what it was never told about it has nothing to say.
    private void Note(NotedCall noted)
    {
        if (noted.Call is not { Method: not null, Address: not null } call || !called.ContainsKey(noted.Connection)) return;
        journal.Note(noted.Connection.ToString("N"), call with { Method = Short(call.Method), Address = Short(call.Address), Error = call.Error is null ? null : Short(call.Error) });
    }

    private static string Short(string text) => text.Length <= LongestNote ? text : text[..LongestNote];

    private async Task<string> Bury()
    {
        if (why is not null) Kill();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), machine))
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested) Kill();
        }
        await process.WaitForExitAsync();
        // Its own children, if they live on, keep its streams open.
        await drained.WaitAsync(TimeSpan.FromSeconds(2), machine).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var reason = end = why ?? output.LastWords ?? $"it ended by itself with code {process.ExitCode}";
        await pipe.DisposeAsync();
        process.Dispose();
        foreach (var (_, asked) in pending) asked.TrySetException(Lost(reason));
        return reason;
    }

    private static RoomLost Lost(string reason) => new($"The plugin's process ended: {reason}.", died: true, null);

    // Memory that one call has filled is missing to all.
    private CallAnswer Known(CallAnswer answer)
    {
        if (answer.Defect?.StartsWith(typeof(OutOfMemoryException).FullName!, StringComparison.Ordinal) == true)
        {
            var reason = $"it ran out of its {limits.MemoryMegabytes} MB of memory";
            Kill(reason);
            throw Lost(reason);
        }
        return answer;
    }

    private void End(long number)
    {
        if (pending.ContainsKey(number)) _ = Write(Frames.Pack(new ChildOrder(number, null)));
    }

    private async Task Write(byte[] frame)
    {
        await writing.WaitAsync();
        try
        {
            await pipe.WriteAsync(frame);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Its end is noticed by the reading side, which tells everybody who waits.
        }
        finally
        {
            writing.Release();
        }
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }
}
