using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Keeps audiences equal at outside systems.</summary>
internal sealed class SyncsStep(IMediator mediator) : IStartStep
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public string Doing => "resuming syncs";

    public Task Start(CancellationToken cancel)
    {
        _running = mediator.Send(new RunSyncs(), _stopping.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancel);
    }
}
