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
        var key = KeyText.Made(
            text, clock, by.Tenant, by.Organisation, request.OfOrganisation ? null : by.User, request.Name, request.Book ?? by.Book, request.Scopes)
            with { Server = request.Server, ExpiresAt = request.ExpiresAt };
        await store.AddKey(key, Auditing.Entry(by, clock, "key.created", key.Id, new { key.User, key.Book, scopes = key.Scopes.ToString() }), cancel);
        return new(ListKeysHandler.Show(key), text);
    }
}
