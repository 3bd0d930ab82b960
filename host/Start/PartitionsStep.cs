using Contracts;
using Host.Api;
using MediatR;

namespace Host.Start;

/// <summary>
/// Loads every partition, then looks after them: one that lost its owner or doubts its last write is loaded again, and what a
/// crash interrupted is finished.
/// </summary>
internal sealed partial class PartitionsStep(
    IMediator mediator, Settings settings, Readiness readiness, TimeProvider machine, ILogger<PartitionsStep> log) : IStartStep, IClockFollower
{
    private static readonly TimeSpan WhileLoading = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WhileKeeping = TimeSpan.FromSeconds(5);

    // The process stands still meanwhile, and whoever stands by ends one that is silent for 3 s.
    private const long MostCompacted = 1L << 30;

    private readonly CancellationTokenSource _stopping = new();
    private Task _keeping = Task.CompletedTask;

    public string Doing => "loading partitions";

    public async Task Start(CancellationToken cancel)
    {
        while (!await mediator.Send(new KeepPartitions(), cancel))
            await Task.Delay(WhileLoading, machine, cancel);
        if (settings.PostgreSql is null || GC.GetTotalMemory(forceFullCollection: false) < MostCompacted) GiveBack();
        _keeping = Keep(_stopping.Token);
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _keeping;
        await mediator.Send(new SavePartitions(), cancel);
    }

    public async Task CatchUp(Instant now, CancellationToken cancel) => await mediator.Send(new AdvancePartitions(now), cancel);

    /// <summary>A load leaves behind several times what it was for, which the collector would hold on to.</summary>
    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private async Task Keep(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(WhileKeeping, machine, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancel.IsCancellationRequested)
                await KeepOnce(cancel);
        }
    }

    private async Task KeepOnce(CancellationToken cancel)
    {
        try
        {
            var ready = await mediator.Send(new KeepPartitions(), cancel);
            readiness.Report("partitions", ready ? null : "a partition is being loaded");
            if (ready) await Forget(cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            readiness.Report("partitions", "the partitions cannot be reached");
            LogNotKept(log, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    /// <summary>Nobody waits for it: what fails is tried again.</summary>
    private async Task Forget(CancellationToken cancel)
    {
        try
        {
            await mediator.Send(new ForgetOldLog(settings.LogDays), cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            LogNotForgotten(log, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is old of the membership log could not be taken out; it is tried again: {Failure} {Stack}")]
    private static partial void LogNotForgotten(ILogger log, string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Error, Message = "The partitions could not be looked after; it is tried again: {Failure} {Stack}")]
    private static partial void LogNotKept(ILogger log, string failure, string? stack);
}
