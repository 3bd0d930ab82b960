using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Lets what users have of managed audiences follow what admins want, also where the last stop or crash interrupted it.</summary>
internal sealed class ManagedStep(IMediator mediator) : RunningStep
{
    public override string Doing => "resuming managed audiences";

    protected override Task Run(CancellationToken stopping) => mediator.Send(new RunManaged(), stopping);
}
