using Audiences.Stored;
using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>
/// Finishes the merges of contacts that a crash cut in two, before anybody reads: until then the messages of the closed contact
/// would be in nobody's history. Later ones are finished by the survivor at its next call, and here for those that get none.
/// </summary>
internal sealed partial class MergesStep(IMediator mediator, IPartitionStore partitions, TimeProvider machine, ILogger<MergesStep> log) : IStartStep
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _keeping = Task.CompletedTask;

    public string Doing => "finishing merges";

    public async Task Start(CancellationToken cancel)
    {
        await Finish(cancel);
        _keeping = Keep(_stopping.Token);
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _keeping;
    }

    private async Task Keep(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(Pause, machine, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancel.IsCancellationRequested) await Finish(cancel);
        }
    }

    private async Task Finish(CancellationToken cancel)
    {
        try
        {
            foreach (var tenant in await partitions.Tenants(cancel)) await mediator.Send(new FinishMerges(tenant), cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // One contact that cannot be finished must not keep everybody out.
            LogNotFinished(log, failure.GetType().FullName!);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested) { }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Merges could not be finished: {Failure}; it is tried again")]
    private static partial void LogNotFinished(ILogger log, string failure);
}
