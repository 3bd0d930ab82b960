using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class TryActionHandler(ActionTargets targets, IContactStore store, ContactViews views, IMediator mediator) : IRequestHandler<TryAction, ActionTrial>
{
    private const int SampleSize = 10;

    public async Task<ActionTrial> Handle(TryAction request, CancellationToken cancel)
    {
        var (who, action) = request;
        var value = ActionVerb.ReadValue(action.Do, action.Value, who);
        if (action.Do == ActionVerb.Share) await ShareContactHandler.RequireTeam(mediator, who, value!, cancel);
        var (total, sample) = (0, new List<Guid>());
        await foreach (var (_, contacts) in targets.Parts(who, action, cancel))
        {
            total += contacts.Length;
            sample.AddRange(contacts.Take(SampleSize - sample.Count));
        }
        var shown = (await store.ReadMany(who.Tenant, [.. sample], cancel)).Where(contact => contact is { State: ContactState.Live }).Select(contact => contact!);
        return new(total, await views.Show(who, [.. shown], cancel));
    }
}
