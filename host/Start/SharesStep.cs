using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Brings shared audiences to their recipients.</summary>
internal sealed class SharesStep(IMediator mediator) : RunningStep
{
    public override string Doing => "resuming shares";

    protected override Task Run(CancellationToken stopping) => mediator.Send(new RunShares(), stopping);
}
