using System.Diagnostics;

namespace Host.Start;

/// <summary>
/// Runs the start steps while Kestrel listens already, so that <c>/health</c> can tell what is going on, and stops them when
/// Kestrel has answered the last request.
/// </summary>
internal sealed partial class Lifecycle(
    IEnumerable<IStartStep> steps, Readiness readiness, IHostApplicationLifetime host, TimeProvider machine, ILogger<Lifecycle> log) : BackgroundService
{
    // The steps' own time: a request that hangs may have used up the host's.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Stack<IStartStep> started = new();

    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the server is ready; fails with what kept it from that.</summary>
    public Task Started => ready.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        host.ApplicationStopping.Register(() => readiness.Close("stopping"));
        try
        {
            foreach (var step in steps) await Begin(step, stoppingToken);
            if (stoppingToken.IsCancellationRequested) return;
            readiness.Open();
            ready.TrySetResult();
            LogReady(log, (long)SinceProcessStart().TotalMilliseconds);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            ready.TrySetCanceled(stoppingToken);
            LogAbandoned(log);
        }
        catch (Exception failure)
        {
            ready.TrySetException(failure);
            host.StopApplication();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(StopLimit);
        while (started.TryPop(out var step)) await End(step, limit.Token);
    }

    private TimeSpan SinceProcessStart()
    {
        using var process = Process.GetCurrentProcess();
        return machine.GetUtcNow() - process.StartTime.ToUniversalTime();
    }

    private async Task Begin(IStartStep step, CancellationToken cancel)
    {
        readiness.Close(step.Doing);
        var since = Stopwatch.GetTimestamp();
        // Before it starts: a step that fails half-way has something to put away too.
        started.Push(step);
        await step.Start(cancel);
        LogStep(log, step.Doing, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    private async Task End(IStartStep step, CancellationToken cancel)
    {
        try
        {
            await step.Stop(cancel);
        }
        catch (Exception failure)
        {
            LogStopFailed(log, step.Doing, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready {Ms} ms after the process started")]
    private static partial void LogReady(ILogger log, long ms);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped before it was ready")]
    private static partial void LogAbandoned(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Done with {Step} after {Ms} ms")]
    private static partial void LogStep(ILogger log, string step, double ms);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not undo {Step}: {Failure} {Stack}")]
    private static partial void LogStopFailed(ILogger log, string step, string failure, string? stack);
}
