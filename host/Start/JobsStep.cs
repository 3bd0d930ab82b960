using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Goes on with the imports and actions that the last stop or crash interrupted, and carries out new ones.</summary>
internal sealed class JobsStep(IMediator mediator) : IStartStep
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public string Doing => "resuming jobs";

    public async Task Start(CancellationToken cancel)
    {
        await mediator.Send(new RemoveOrphans(), cancel);
        _running = mediator.Send(new RunJobs(), _stopping.Token);
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancel);
    }
}
