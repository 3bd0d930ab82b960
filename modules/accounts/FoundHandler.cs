using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class FoundHandler(IAccountStore store, BusinessClock clock) : IRequestHandler<Found, string?>
{
    public async Task<string?> Handle(Found request, CancellationToken cancel)
    {
        if (request.AdminKey is { } given)
        {
            if (!KeyText.MayBeGiven(given))
                throw new Refusal(422, "weak-key", $"An admin key has {KeyText.ShortestGiven} visible ASCII characters or more.");
            await Add(given, cancel);
            return null;
        }
        await store.Found(Install.First, null, null, clock.Now, cancel);
        // Asked of the keys, not of the founding: a crash between the founding and the printing must not lock the operator out.
        if ((await store.Keys(Install.First.Tenant, cancel)).Any(key => key.Scopes.HasFlag(Scopes.Admin))) return null;
        var generated = KeyText.New();
        await Add(generated, cancel);
        return generated;
    }

    private Task<bool> Add(string key, CancellationToken cancel) =>
        store.Found(Install.First, KeyText.Hash(key), KeyText.Prefix(key), clock.Now, cancel);
}
