using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Goes on with replacing what organisations took out of their configuration, where the last stop or crash interrupted it.</summary>
internal sealed class ReplacementsStep(IMediator mediator) : RunningStep
{
    public override string Doing => "resuming replacements";

    protected override Task Run(CancellationToken stopping) => mediator.Send(new RunReplacements(), stopping);
}
