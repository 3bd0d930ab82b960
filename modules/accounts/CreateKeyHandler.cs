using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class CreateKeyHandler(IAccountStore store, BusinessClock clock) : IRequestHandler<CreateKey, CreatedKey>
{
    public async Task<CreatedKey> Handle(CreateKey request, CancellationToken cancel)
    {
        KeyPolicy.Check(request, clock.Now);
        var by = request.By;
        var text = KeyText.New();
        var key = new StoredKey(
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), by.Tenant, by.Organisation, by.User, request.Name, request.Book ?? by.Book,
            request.Scopes, request.Server, KeyText.Hash(text), KeyText.Prefix(text), clock.Now, request.ExpiresAt, null);
        await store.AddKey(key, cancel);
        return new(ListKeysHandler.Show(key), text);
    }
}
