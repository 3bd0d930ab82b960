using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

/// <summary>A user's own; to a key of the organisation those of all its people.</summary>
internal sealed class OwnAddressesHandler(IDirectoryStore store) : IRequestHandler<OwnAddresses, ImmutableArray<string>>
{
    public async Task<ImmutableArray<string>> Handle(OwnAddresses request, CancellationToken cancel)
    {
        var who = request.Who;
        if (who.User is { } user)
            return (await store.User(who.Tenant, user, cancel))?.Email is { } own ? [own] : [];
        return [.. (await store.Users(who.Tenant, cancel)).Where(other => other.Organisation == who.Organisation).Select(other => other.Email).OfType<string>()];
    }
}
