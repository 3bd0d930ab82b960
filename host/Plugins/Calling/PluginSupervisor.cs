using Audiences.Sdk;
using Host.Plugins.Manifest;

namespace Host.Plugins.Calling;

/// <summary>Stands between the server and one plugin: every call waits for a place, ends in time and is counted.</summary>
internal sealed class PluginSupervisor
{
    private readonly string plugin;
    private readonly IPluginRoom room;
    private readonly PluginLimits limits;
    private readonly CallPolicy policy;
    private readonly PluginMeters meters;
    private readonly TimeProvider machine;
    private readonly Action<string> switchOff;
    private readonly SemaphoreSlim places;
    private readonly DefectCount defects;
    private int hanging;

    /// <param name="switchOff">Called when it has failed too often, with the reason; perhaps more than once.</param>
    public PluginSupervisor(
        string plugin, IPluginRoom room, PluginLimits limits, CallPolicy policy, PluginMeters meters, TimeProvider machine, Action<string> switchOff)
    {
        (this.plugin, this.room, this.limits, this.policy, this.meters, this.machine, this.switchOff) = (plugin, room, limits, policy, meters, machine, switchOff);
        (places, defects) = (new(limits.ParallelCalls), new(policy.MostDefects, policy.DefectWindow));
        room.Died += Count;
    }

    /// <summary>One try.</summary>
    /// <exception cref="ConnectorCallFailed"/>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task<CallAnswer> Call(PluginCall call, CancellationToken cancel)
    {
        if (!await places.WaitAsync(policy.LongestQueue, cancel))
            throw new ConnectorCallFailed(CallFailure.Busy, $"All {limits.ParallelCalls} places of the plugin {plugin} are taken.", policy.LongestQueue);
        var since = machine.GetTimestamp();
        var outcome = "canceled";
        try
        {
            var answer = await InTime(call, cancel);
            outcome = "done";
            return answer;
        }
        catch (ConnectorCallFailed failed)
        {
            outcome = failed.Failure.ToString();
            throw;
        }
        finally
        {
            meters.Answered(plugin, call, outcome, machine.GetElapsedTime(since));
        }
    }

    /// <summary>Done when no call is under way any more, or has had its time. Takes all places, for good.</summary>
    public async Task Drain()
    {
        using var limit = new CancellationTokenSource(limits.Timeout, machine);
        for (var place = 0; place < limits.ParallelCalls && !limit.IsCancellationRequested; place++)
            await places.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<CallAnswer> InTime(PluginCall call, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(limits.Timeout, machine);
        var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var until = either.Token;
        meters.Began(plugin);
        var running = room.Run(call, until);
        _ = GiveBackPlace(running, either);
        try
        {
            // A result that is there is not thrown away.
            return Judged(await running.WaitAsync(until));
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            if (await EndsWithin(running, policy.Grace) && running.IsCompletedSuccessfully && !(await running).WasCanceled) return Judged(await running);
            if (!running.IsCompleted) Hangs(call, running);
            cancel.ThrowIfCancellationRequested();
            throw new ConnectorCallFailed(CallFailure.TimedOut, $"The connector {call.Connector} did not answer within {limits.Timeout.TotalSeconds:0.###} s.");
        }
        catch (RoomLost lost)
        {
            throw new ConnectorCallFailed(lost.Died ? CallFailure.Crashed : CallFailure.Unavailable, lost.Message, lost.RetryAfter);
        }
    }

    private CallAnswer Judged(CallAnswer answer)
    {
        if (answer.WasCanceled) throw new OperationCanceledException();
        if (answer.Defect is { } defect)
        {
            Count(defect);
            throw new ConnectorCallFailed(CallFailure.Defect, $"The plugin {plugin} is broken: {defect}.") { Exception = answer.Exception };
        }
        if (answer.Failure is not { } failure) return answer;
        throw new ConnectorCallFailed(
            failure switch
            {
                ConnectorFailure.Unavailable => CallFailure.Unavailable,
                ConnectorFailure.NeedsReconnect => CallFailure.NeedsReconnect,
                _ => CallFailure.Misconfigured,
            }, answer.Reason ?? failure.ToString(), answer.RetryAfter) { Exception = answer.Exception };
    }

    // A place is free when the plugin's code has ended, not when nobody waits for it any more.
    private async Task GiveBackPlace(Task running, CancellationTokenSource looksAt)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        looksAt.Dispose();
        meters.Ended(plugin);
        places.Release();
    }

    private async Task<bool> EndsWithin(Task running, TimeSpan time)
    {
        await Task.WhenAny(running, Task.Delay(time, machine));
        return running.IsCompleted;
    }

    private void Hangs(PluginCall call, Task running)
    {
        if (room.End($"{call} did not end when it was cancelled")) return;
        if (Interlocked.Increment(ref hanging) == limits.ParallelCalls)
            switchOff($"All {limits.ParallelCalls} calls that it may run at once hang, and nothing in this process can end them. Restart the server to be rid of them, and give it \"isolation\": \"process\".");
        _ = running.ContinueWith(_ => Interlocked.Decrement(ref hanging), TaskScheduler.Default);
        Count($"{call} did not end when it was cancelled");
    }

    private void Count(string last)
    {
        meters.Defect(plugin);
        if (defects.Add(machine.GetUtcNow()))
            switchOff($"It was switched off after {policy.MostDefects} defects within {policy.DefectWindow.TotalMinutes:0.###} min. The last one: {last}. Mend or update it, and reload.");
    }
}
