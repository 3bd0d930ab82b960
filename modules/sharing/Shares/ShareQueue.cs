using Microsoft.Extensions.Logging;
using Sharing.Stored;

namespace Sharing;

/// <summary>Shares that have something to do, a few side by side: a large one holds up no other for long.</summary>
internal sealed partial class ShareQueue(IShareStore store, ShareRun run, TimeProvider machine, ILogger<ShareQueue> log)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim woken = new(0);

    /// <summary>There is more to do.</summary>
    public void Wake() => woken.Release();

    /// <summary>Runs until cancelled. What it was at goes on at the next start.</summary>
    public async Task Go(CancellationToken cancel)
    {
        var runs = new Dictionary<string, Task>();
        var wake = woken.WaitAsync(cancel);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                foreach (var ended in runs.Where(each => each.Value.IsCompleted).Select(each => each.Key).ToArray()) runs.Remove(ended);
                foreach (var (tenant, share) in await store.Busy(cancel))
                    if (runs.Count < AtOnce && !runs.ContainsKey(share)) runs[share] = RunOne(tenant, share, cancel);
                await Task.WhenAny([wake, .. runs.Values]);
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

    private async Task RunOne(string tenant, string share, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            await run.Go(tenant, share, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { }
        catch (Exception failure)
        {
            // Most likely a database that is away. It is never given up by itself: who does not want to wait cancels it.
            LogFailed(log, share, failure.GetType().FullName!, failure.StackTrace);
            await Pause(cancel);
        }
    }

    private Task Pause(CancellationToken cancel) => Task.WhenAny(Task.Delay(AfterFailure, machine, cancel));

    [LoggerMessage(Level = LogLevel.Error, Message = "Share {Share} was interrupted and goes on soon: {Failure} {Stack}")]
    private static partial void LogFailed(ILogger log, string share, string failure, string? stack);
}
