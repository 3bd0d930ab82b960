using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class NoteDeedHandler(IDirectoryStore store, BusinessClock clock) : IRequestHandler<NoteDeed>
{
    public async Task<Unit> Handle(NoteDeed request, CancellationToken cancel)
    {
        await store.Note(Auditing.Entry(request.By, clock, request.What, request.Subject, request.Detail), cancel);
        return Unit.Value;
    }
}
