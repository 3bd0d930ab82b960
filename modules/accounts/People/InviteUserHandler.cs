using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class InviteUserHandler(IDirectoryStore store, BusinessClock clock) : IRequestHandler<InviteUser, MadeInvitation>
{
    public async Task<MadeInvitation> Handle(InviteUser request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        Roles.RequireKnown(request.Role);
        Roles.RequireOwnerFor(by, request.Role);
        var (invitation, token) = Invitations.Make(by, by.Organisation, request.Email, request.Role, clock);
        await store.AddInvitation(invitation, Auditing.Entry(by, clock, "invitation.made", invitation.Id, new { request.Role }), cancel);
        return new(Invitations.Show(invitation), token);
    }
}
