using Contracts;
using MediatR;

namespace Contacts;

internal sealed class NoteUnreadMessagesHandler(RecentRings rings, BusinessClock clock) : IRequestHandler<NoteUnreadMessages>
{
    public Task<Unit> Handle(NoteUnreadMessages request, CancellationToken cancel)
    {
        rings.Add(request.Who.Tenant, request.Who.Book, rejected: true, new(
            clock.Now, request.Type ?? "batch", null, null, null, null, null, request.Reason, Path: ""));
        return Unit.Task;
    }
}
