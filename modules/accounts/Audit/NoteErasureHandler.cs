using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

/// <summary>Nothing that could tell who it was goes into the log, which keeps it for ever.</summary>
internal sealed class NoteErasureHandler(IDirectoryStore store, BusinessClock clock) : IRequestHandler<NoteErasure>
{
    public async Task<Unit> Handle(NoteErasure request, CancellationToken cancel)
    {
        Roles.Administers(request.By);
        var entry = request.Done is { } done
            ? Auditing.Entry(request.By, clock, "person.erased", "person", new { done.Erased, done.Copies, done.Books })
            : Auditing.Entry(request.By, clock, "erasure.ordered", "person");
        await store.Note(entry, cancel);
        return Unit.Value;
    }
}
