using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class PutConfigurationHandler(IConfigurationStore store, ConfigurationOrder order, Replacements replacements, TimeProvider machine)
    : IRequestHandler<PutConfiguration, ConfigurationAnswer>
{
    // How long an order waits for contacts and definitions to have what is there instead, before it answers 202.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<ConfigurationAnswer> Handle(PutConfiguration request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by, "The organisation's configuration is changed by admins and owners.");
        while (true)
        {
            var held = await store.Read(by.Tenant, by.Organisation, cancel);
            var (wanted, changes) = await order.Decide(request, held, cancel);
            if (request.DryRun) return new(wanted with { Version = held.Version }, changes, InForce: true);
            if (await Write(by, held, wanted, order.Audit(by, changes), cancel) is not { } written) continue;
            if (written.Organising.Replacing.IsEmpty) return new(written, changes, InForce: true);
            await Task.WhenAny(replacements.Wake(), Task.Delay(Patience, machine, cancel));
            var now = await store.Read(by.Tenant, by.Organisation, cancel);
            return new(now, changes, now.Organising.Replacing.IsEmpty);
        }
    }

    /// <summary>Null: it has changed since it was read.</summary>
    private async Task<Configuration?> Write(Principal by, Configuration held, Configuration wanted, AuditEntry audit, CancellationToken cancel)
    {
        var isStale = false;
        var written = await store.Change(
            by.Tenant, by.Organisation,
            now => (isStale = now.Version != held.Version) || ConfigurationDiff.AreSame(now, wanted) ? null : wanted, audit, cancel);
        return isStale ? null : written;
    }
}
