using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>Every user has his default audiences: the first start's admin, and whom a crash let in without them.</summary>
internal sealed class WelcomeStep(IMediator mediator) : IStartStep
{
    public string Doing => "giving users their audiences";

    public Task Start(CancellationToken cancel) => mediator.Send(new WelcomeUsers(), cancel);
}
