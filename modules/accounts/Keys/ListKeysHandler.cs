using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class ListKeysHandler(IAccountStore store, KeyUses uses) : IRequestHandler<ListKeys, ImmutableArray<KeyInfo>>
{
    public async Task<ImmutableArray<KeyInfo>> Handle(ListKeys request, CancellationToken cancel)
    {
        Roles.Administers(request.By);
        await uses.Write(cancel);
        var keys = await store.Keys(request.By.Tenant, cancel);
        return [.. keys.Where(key => key.RevokedAt is null && key.Organisation == request.By.Organisation)
            .OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal).Select(Show)];
    }

    public static KeyInfo Show(StoredKey key) => new(
        key.Id, key.Name, key.Prefix, key.Scopes, key.User, key.Book, key.Server, key.CreatedAt, key.ExpiresAt, key.UsedAt);
}
