using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class PutConfigurationHandler(IConfigurationStore store, Uses uses, Replacements replacements, TimeProvider machine, BusinessClock clock)
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
            var (wanted, changes) = await Decide(request, held, cancel);
            if (request.DryRun) return new(wanted with { Version = held.Version }, changes, InForce: true);
            if (await Write(by, held, wanted, changes, cancel) is not { } written) continue;
            if (written.Organising.Replacing.IsEmpty) return new(written, changes, InForce: true);
            await Task.WhenAny(replacements.Wake(), Task.Delay(Patience, machine, cancel));
            var now = await store.Read(by.Tenant, by.Organisation, cancel);
            return new(now, changes, now.Organising.Replacing.IsEmpty);
        }
    }

    private async Task<(Configuration Wanted, ImmutableArray<ConfigurationChange> Changes)> Decide(
        PutConfiguration request, Configuration held, CancellationToken cancel)
    {
        var by = request.By;
        ConfigurationOrder.RefuseVersion(request.Version, held);
        var wanted = ConfigurationForm.Of(request.Configuration, held);
        ConfigurationPolicy.Check(wanted, held);
        var changes = ConfigurationDiff.Between(held, wanted);
        var replacing = ReplacementPolicy.Require(request.Replacing, wanted.Organising, held.Organising, changes, by.Name);
        changes = ConfigurationOrder.Replaced(await uses.Count(by.Tenant, by.Organisation, wanted.Organising, changes, cancel), replacing);
        if (!request.DryRun) ConfigurationOrder.RefuseMissed(changes);
        return (wanted with { Organising = wanted.Organising with { Replacing = replacing } }, changes);
    }

    /// <summary>Null: it has changed since it was read.</summary>
    private async Task<Configuration?> Write(
        Principal by, Configuration held, Configuration wanted, ImmutableArray<ConfigurationChange> changes, CancellationToken cancel)
    {
        var isStale = false;
        var written = await store.Change(
            by.Tenant, by.Organisation,
            now => (isStale = now.Version != held.Version) || ConfigurationDiff.AreSame(now, wanted) ? null : wanted,
            ConfigurationOrder.Audit(by, clock, changes), cancel);
        return isStale ? null : written;
    }
}
