using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Keeps audiences equal at outside systems.</summary>
internal sealed class SyncsStep(IMediator mediator) : RunningStep
{
    public override string Doing => "resuming syncs";

    protected override Task Run(CancellationToken stopping) => mediator.Send(new RunSyncs(), stopping);
}
