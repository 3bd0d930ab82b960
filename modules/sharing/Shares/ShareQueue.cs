using Microsoft.Extensions.Logging;
using Sharing.Stored;

namespace Sharing;

/// <summary>Shares that have something to do, a few side by side, each some steps in its turn: neither a large one nor one that fails holds up another for long.</summary>
internal sealed partial class ShareQueue(IShareStore store, ShareRun run, TimeProvider machine, ILogger<ShareQueue> log)
{
    private const int AtOnce = 4, StepsATurn = 16;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim woken = new(0);

    /// <summary>There is more to do.</summary>
    public void Wake() => woken.Release();

    /// <summary>Runs until cancelled. What it was at goes on at the next start.</summary>
    public async Task Go(CancellationToken cancel)
    {
        var (runs, rests, turns) = (new Dictionary<string, Task<bool>>(), new Dictionary<string, Task>(), new Dictionary<string, long>());
        var wake = woken.WaitAsync(cancel);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Rest(runs, rests, cancel);
                var busy = await store.Busy(cancel);
                foreach (var idle in turns.Keys.Except(busy.Select(each => each.Share)).ToArray()) turns.Remove(idle);
                foreach (var (tenant, share) in busy.OrderBy(each => turns.GetValueOrDefault(each.Share)))
                    if (runs.Count < AtOnce && !runs.ContainsKey(share) && !rests.ContainsKey(share))
                    {
                        turns[share] = machine.GetTimestamp();
                        runs[share] = RunOne(tenant, share, cancel);
                    }
                await Task.WhenAny([wake, .. runs.Values, .. rests.Values]);
                if (wake.IsCompletedSuccessfully) wake = woken.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { }
            catch (Exception failure)
            {
                LogFailed(log, "the list", failure.GetType().FullName!, failure.StackTrace);
                await Pause(cancel);
            }
        }
        await Task.WhenAll(runs.Values);
    }

    /// <summary>One that failed waits without a place among those that run: others can go on meanwhile.</summary>
    private async Task Rest(Dictionary<string, Task<bool>> runs, Dictionary<string, Task> rests, CancellationToken cancel)
    {
        foreach (var (share, _) in rests.Where(rest => rest.Value.IsCompleted).ToArray()) rests.Remove(share);
        foreach (var (share, ended) in runs.Where(each => each.Value.IsCompleted).ToArray())
        {
            runs.Remove(share);
            if (!await ended) rests[share] = Pause(cancel);
        }
    }

    /// <returns>False when it was interrupted.</returns>
    private async Task<bool> RunOne(string tenant, string share, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            await run.Go(tenant, share, StepsATurn, cancel);
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            // Most likely a database that is away. It is never given up by itself: who does not want to wait cancels it.
            LogFailed(log, share, failure.GetType().FullName!, failure.StackTrace);
            return false;
        }
    }

    private Task Pause(CancellationToken cancel) => Task.WhenAny(Task.Delay(AfterFailure, machine, cancel));

    [LoggerMessage(Level = LogLevel.Error, Message = "Share {Share} was interrupted and goes on soon: {Failure} {Stack}")]
    private static partial void LogFailed(ILogger log, string share, string failure, string? stack);
}
