using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class ListAuditHandler(IDirectoryStore store) : IRequestHandler<ListAudit, ImmutableArray<AuditItem>>
{
    public Task<ImmutableArray<AuditItem>> Handle(ListAudit request, CancellationToken cancel)
    {
        Roles.Administers(request.By);
        return store.Audit(request.By.Tenant, request.After, request.Limit, cancel);
    }
}

internal sealed class VerifyAuditHandler(IDirectoryStore store) : IRequestHandler<VerifyAudit, AuditFinding>
{
    private const int AtOnce = 1_000;

    public async Task<AuditFinding> Handle(VerifyAudit request, CancellationToken cancel)
    {
        var tenant = request.By.Tenant;
        Roles.Administers(request.By);
        var (number, before) = (0L, AuditChain.Start);
        while (await store.Audit(tenant, number, AtOnce, cancel) is { IsEmpty: false } items)
            foreach (var item in items)
            {
                var hash = AuditChain.Hash(number + 1, new(tenant, item.At, item.By, item.What, item.Subject, item.Detail), before);
                if (item.Number != number + 1 || item.Hash != Convert.ToHexStringLower(hash)) return new(number, number + 1);
                (number, before) = (item.Number, hash);
            }
        return new(number, null);
    }
}
