using Contracts;
using MediatR;

namespace Contacts;

internal sealed class StartActionHandler(ActionTargets targets, ActionOrder order, IMediator mediator) : IRequestHandler<StartAction, JobView>
{
    public async Task<JobView> Handle(StartAction request, CancellationToken cancel)
    {
        var (who, action) = request;
        var value = ActionVerb.ReadValue(action.Do, action.Value, who);
        if (action.Do == ActionVerb.Share) await ShareContactHandler.RequireTeam(mediator, who, value!, cancel);
        return await order.Place(who, action.Do, value, targets.Parts(who, action, cancel), cancel);
    }
}
