using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Goes on with replacing what organisations took out of their configuration, where the last stop or crash interrupted it.</summary>
internal sealed class ReplacementsStep(IMediator mediator) : IStartStep
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public string Doing => "resuming replacements";

    public Task Start(CancellationToken cancel)
    {
        _running = mediator.Send(new RunReplacements(), _stopping.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancel);
    }
}
