using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ErasePersonHandler(PersonErasure erasure, IMediator mediator) : IRequestHandler<ErasePerson, ErasedPerson>
{
    public async Task<ErasedPerson> Handle(ErasePerson request, CancellationToken cancel)
    {
        var (who, reference) = (request.Who, request.Reference);
        var identity = ContactDoor.Identity(reference);
        var id = Guid.Empty;
        if (identity is null && !Guid.TryParse(reference, out id))
            throw Refusal.Invalid(reference.Split(':')[0] is var kind && kind != reference ? kind : "id", "cannot be read as what it is to be");
        // Before it is done, so that nobody is erased of whom the log says nothing.
        await mediator.Send(new NoteErasure(who, null), cancel);
        var done = identity is { } known
            ? await erasure.Of(who.Tenant, known, request.Suppress, cancel)
            : await erasure.Of(who.Tenant, id, request.Suppress, cancel);
        await mediator.Send(new NoteErasure(who, done), cancel);
        return done;
    }
}
