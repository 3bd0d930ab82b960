using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class CreateOrganisationHandler(IDirectoryStore store, BusinessClock clock) : IRequestHandler<CreateOrganisation, MadeOrganisation>
{
    public async Task<MadeOrganisation> Handle(CreateOrganisation request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        if (by.Role != Roles.Owner) throw new Refusal(403, "missing-role", "Organisations are made by owners.");
        var id = Install.NewId(clock);
        var organisation = new StoredOrganisation(by.Tenant, id, request.Name, Books.OfOrganisation(id), clock.Now);
        var (invitation, token) = Invitations.Make(by, id, request.OwnerEmail, Roles.Owner, clock);
        await store.AddOrganisation(organisation, invitation, Auditing.Entry(by, clock, "organisation.made", id), cancel);
        return new(Show(organisation), new(Invitations.Show(invitation), token));
    }

    public static OrganisationInfo Show(StoredOrganisation organisation) =>
        new(organisation.Id, organisation.Name, organisation.Book, organisation.CreatedAt);
}

internal sealed class ListOrganisationsHandler(IDirectoryStore store) : IRequestHandler<ListOrganisations, ImmutableArray<OrganisationInfo>>
{
    public async Task<ImmutableArray<OrganisationInfo>> Handle(ListOrganisations request, CancellationToken cancel)
    {
        Roles.Administers(request.By);
        return [.. (await store.Organisations(request.By.Tenant, cancel)).Select(CreateOrganisationHandler.Show)];
    }
}
