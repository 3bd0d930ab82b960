using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Goes on with the imports that the last stop or crash interrupted, and takes in new ones.</summary>
internal sealed class ImportsStep(IMediator mediator) : IStartStep
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public string Doing => "resuming imports";

    public async Task Start(CancellationToken cancel)
    {
        await mediator.Send(new RemoveOrphanedImports(), cancel);
        _running = mediator.Send(new RunImports(), _stopping.Token);
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancel);
    }
}
