using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class FinishMergesHandler(IContactStore store, ContactDoor door) : IRequestHandler<FinishMerges, bool>
{
    public async Task<bool> Handle(FinishMerges request, CancellationToken cancel)
    {
        foreach (var closed in await store.Unfinished(request.Tenant, cancel))
        {
            // Its survivor, and whoever that was merged into meanwhile, takes it up without asking who may be joined: it is closed already.
            await door.Order(closed with { Id = closed.MergedInto!.Value }, grain => grain.Absorb(new(closed.Id, JoinRight.Anybody)));
        }
        return (await store.Unfinished(request.Tenant, cancel)).IsEmpty;
    }
}
