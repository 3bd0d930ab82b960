using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Goes on with the imports and actions that the last stop or crash interrupted, and carries out new ones.</summary>
internal sealed class JobsStep(IMediator mediator) : RunningStep
{
    public override string Doing => "resuming jobs";

    public override async Task Start(CancellationToken cancel)
    {
        await mediator.Send(new RemoveOrphans(), cancel);
        await base.Start(cancel);
    }

    protected override Task Run(CancellationToken stopping) => mediator.Send(new RunJobs(), stopping);
}
