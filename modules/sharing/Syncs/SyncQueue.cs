using System.Collections.Concurrent;
using Audiences.Sdk;
using Contracts;
using Microsoft.Extensions.Logging;
using Sharing.Stored;

namespace Sharing;

/// <summary>All syncs side by side, each at its own pace: one that waits or fails holds up no other.</summary>
internal sealed partial class SyncQueue(ISyncStore store, SyncRun run, TimeProvider machine, ILogger<SyncQueue> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromHours(1), ShortPause = TimeSpan.FromSeconds(5);

    // Then somebody has to look at it: what is wrong has not passed by itself.
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(3);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> nudges = new();
    private readonly SemaphoreSlim added = new(0);

    /// <summary>Something is wished of it: what it is at or waits for is broken off, and it looks again.</summary>
    public void Wake(string id)
    {
        if (nudges.TryGetValue(id, out var nudge)) Nudge(nudge);
        else added.Release();
    }

    /// <summary>The connection works, or may: who waits because it did not, tries.</summary>
    public async Task WakeThoseOf(StoredConnection connection, CancellationToken cancel)
    {
        foreach (var sync in await store.List(connection.Tenant, connection.Organisation, cancel))
            if (sync.Connection == connection.Id) Wake(sync.Id);
    }

    public void WakeAll()
    {
        foreach (var nudge in nudges.Values) Nudge(nudge);
    }

    public async Task Go(CancellationToken cancel)
    {
        var lives = new Dictionary<string, Task>();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                foreach (var gone in lives.Where(life => life.Value.IsCompleted).Select(life => life.Key).ToArray()) lives.Remove(gone);
                foreach (var (tenant, id) in await store.All(cancel))
                    if (!lives.ContainsKey(id)) lives[id] = Live(tenant, id, cancel);
                await added.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { }
            catch (Exception failure)
            {
                LogFailed(log, "the list", failure.GetType().FullName!, failure.StackTrace);
                await Task.WhenAny(Task.Delay(ShortPause, machine, cancel));
            }
        }
        await Task.WhenAll(lives.Values);
    }

    private async Task Live(string tenant, string id, CancellationToken cancel)
    {
        await Task.Yield();
        for (var failures = 0; !cancel.IsCancellationRequested;)
        {
            using var nudge = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            // Before it is read, so that nothing is wished in between unnoticed.
            nudges[id] = nudge;
            try
            {
                if (await GoOn(tenant, id, failures, nudge.Token) is not { } outcome) break;
                failures = outcome ? 0 : failures + 1;
            }
            catch (OperationCanceledException) when (nudge.IsCancellationRequested)
            {
                failures = 0;
            }
            catch (Exception failure)
            {
                LogFailed(log, id, failure.GetType().FullName!, failure.StackTrace);
                await Task.WhenAny(Task.Delay(ShortPause, machine, cancel));
            }
        }
        nudges.TryRemove(id, out _);
    }

    /// <returns>Whether it went well until it was paused; false after a failure, which was waited out; null when it was removed.</returns>
    private async Task<bool?> GoOn(string tenant, string id, int failures, CancellationToken nudge)
    {
        var sync = await store.Read(tenant, id, nudge);
        try
        {
            while (sync is { Paused: false }) sync = await run.Step(sync, nudge);
        }
        catch (SyncWaitsException waits)
        {
            if (sync!.State.Reason != waits.Message)
                await store.Save(new(sync, sync.State with { Status = SyncStatus.Queued, Reason = waits.Message }, sync.Pending), nudge);
            await Task.Delay(ShortPause, machine, nudge);
            return true;
        }
        catch (CallFailedException failed)
        {
            await Fail(sync!, failed.Message, PauseAfter(failed, failures), failures, nudge);
            return false;
        }
        catch (Refusal refused)
        {
            await Fail(sync!, refused.Message, refused.Status is 429 or 503 ? ShortPause : LongestPause, failures, nudge);
            return false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (failures == 0) LogFailed(log, id, failure.GetType().FullName!, failure.StackTrace);
            await Fail(sync!, "The server cannot read the audience, or write down how far this is, just now.", ShortPause, failures, nudge);
            return false;
        }
        if (sync is not null) await Task.Delay(Timeout.InfiniteTimeSpan, machine, nudge);
        return sync is null ? null : true;
    }

    /// <param name="failures">0 for the first since somebody wished something of it, or since the server was started.</param>
    private async Task Fail(StoredSync sync, string reason, TimeSpan pause, int failures, CancellationToken nudge)
    {
        var since = (failures == 0 ? null : sync.State.FailingSince) ?? machine.GetUtcNow();
        var givesUp = machine.GetUtcNow() - since > GivesUpAfter;
        var told = givesUp ? $"{reason} Nothing has been taken for three days: it goes on when it is resumed." : reason;
        if ((sync.State.Reason, sync.State.FailingSince) != (told, since))
            await store.Save(new(sync, sync.State with { Status = SyncStatus.Failed, Reason = told, FailingSince = since }, sync.Pending), nudge);
        await Task.Delay(givesUp ? Timeout.InfiniteTimeSpan : pause, machine, nudge);
    }

    private static TimeSpan PauseAfter(CallFailedException failed, int failures) =>
        failed.MayPass ? PauseAfter(failures, failed.RetryAfter)
        // An admin's job: the other side is not asked again before he has done something.
        : failed.Health is ConnectorFailure.NeedsReconnect or ConnectorFailure.Misconfigured ? Timeout.InfiniteTimeSpan
        : LongestPause;

    private static TimeSpan PauseAfter(int failures, TimeSpan? asked)
    {
        var own = FirstPause * Math.Pow(2, Math.Min(failures, 12)) * (0.75 + (Random.Shared.NextDouble() / 2));
        var longer = asked > own ? asked.Value : own;
        return longer < LongestPause ? longer : LongestPause;
    }

    private static void Nudge(CancellationTokenSource nudge)
    {
        try
        {
            nudge.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is looking again already.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sync {Sync} was interrupted and goes on soon: {Failure} {Stack}")]
    private static partial void LogFailed(ILogger log, string sync, string failure, string? stack);
}
