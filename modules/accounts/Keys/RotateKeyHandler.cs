using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class RotateKeyHandler(IAccountStore store, KeyCache cache, BusinessClock clock) : IRequestHandler<RotateKey, CreatedKey>
{
    public async Task<CreatedKey> Handle(RotateKey request, CancellationToken cancel)
    {
        var by = request.By;
        var now = clock.Now;
        var old = (await store.Keys(by.Tenant, cancel)).FirstOrDefault(
            key => key.Id == request.Id && key.Organisation == by.Organisation && key.RevokedAt is null && !(key.ExpiresAt <= now)) ?? throw Unknown();
        KeyPolicy.CheckRotation(by, old, request.Overlap);
        var ends = now + request.Overlap;
        var text = KeyText.New();
        var key = KeyText.Made(text, clock, old.Tenant, old.Organisation, old.User, old.Name, old.Book, old.Scopes)
            with { Server = old.Server, ExpiresAt = old.ExpiresAt };
        var audit = Auditing.Entry(by, clock, "key.rotated", old.Id, new { to = key.Id, ends });
        // One that expires before stays so.
        if (!await store.ReplaceKey(old.Id, old.ExpiresAt < ends ? old.ExpiresAt.Value : ends, key, audit, cancel)) throw Unknown();
        cache.Clear();
        return new(ListKeysHandler.Show(key), text);
    }

    private static Refusal Unknown() => new(404, "unknown-id", "There is no such key.");
}
