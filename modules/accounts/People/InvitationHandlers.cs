using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class ListInvitationsHandler(IDirectoryStore store, BusinessClock clock)
    : IRequestHandler<ListInvitations, ImmutableArray<InvitationInfo>>
{
    public async Task<ImmutableArray<InvitationInfo>> Handle(ListInvitations request, CancellationToken cancel)
    {
        Roles.Administers(request.By);
        var waiting = await store.Invitations(request.By.Tenant, cancel);
        return [.. waiting.Where(held => held.Organisation == request.By.Organisation && held.ExpiresAt > clock.Now).Select(Invitations.Show)];
    }
}

internal sealed class WithdrawInvitationHandler(IDirectoryStore store, BusinessClock clock) : IRequestHandler<WithdrawInvitation, bool>
{
    public async Task<bool> Handle(WithdrawInvitation request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var isThere = (await store.Invitations(by.Tenant, cancel)).Any(held => held.Id == request.Id && held.Organisation == by.Organisation);
        return isThere
            && await store.EndInvitation(by.Tenant, request.Id, clock.Now, Auditing.Entry(by, clock, "invitation.withdrawn", request.Id), cancel);
    }
}

internal sealed class AcceptInvitationHandler(IDirectoryStore store, Welcome welcome, AudienceUpkeep upkeep, BusinessClock clock)
    : IRequestHandler<AcceptInvitation, AcceptedInvitation>
{
    public async Task<AcceptedInvitation> Handle(AcceptInvitation request, CancellationToken cancel)
    {
        var held = await store.InvitationByHash(KeyText.Hash(request.Token), cancel);
        if (held is not { EndedAt: null } invitation || invitation.ExpiresAt <= clock.Now) throw Unknown();
        var id = Install.NewId(clock);
        var user = new StoredUser(
            invitation.Tenant, id, invitation.Organisation, invitation.Role, Books.OfUser(id), request.Name, invitation.Email, clock.Now, null);
        var book = user.Role == Roles.Viewer ? Books.OfOrganisation(user.Organisation) : user.Book;
        var text = KeyText.New();
        // The role limits it, each time that it is taken: so it grows and shrinks with the role.
        var key = KeyText.Made(text, clock, user.Tenant, user.Organisation, id, "personal", book, Roles.Limit(Roles.Owner));
        var audit = new AuditEntry(user.Tenant, clock.Now, $"user:{id}", "invitation.accepted", invitation.Id, $$"""{"role":"{{user.Role}}"}""");
        if (!await store.Accept(invitation.Id, user, key, audit, cancel)) throw Unknown();
        await welcome.Of(user, [user.Book]);
        await upkeep.AfterComing(user.Tenant);
        return new(UserViews.Show(user, [user.Book]), text);
    }

    private static Refusal Unknown() =>
        new(404, "unknown-invitation", "There is no such invitation: it was used, withdrawn, or has expired. Ask for another one.");
}
