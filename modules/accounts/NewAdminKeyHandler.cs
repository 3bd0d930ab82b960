using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class NewAdminKeyHandler(IAccountStore store, BusinessClock clock) : IRequestHandler<NewAdminKey, string>
{
    public async Task<string> Handle(NewAdminKey request, CancellationToken cancel)
    {
        var key = KeyText.New();
        await store.Found(Install.First, KeyText.Hash(key), KeyText.Prefix(key), clock.Now, cancel);
        return key;
    }
}
