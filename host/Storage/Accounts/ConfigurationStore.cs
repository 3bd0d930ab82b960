using System.Collections.Concurrent;
using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Host.Storage.Accounts;

internal sealed class ConfigurationStore(Database database) : IConfigurationStore
{
    // Asked with every write that names a stage, so a version is taken apart once.
    readonly ConcurrentDictionary<(string Tenant, string Organisation), Configuration> _last = new();

    public Task<Configuration> Read(string tenant, string organisation, CancellationToken cancel) =>
        database.Read(session => Whole(session, tenant, organisation), cancel);

    public Task<Configuration> OfBook(string tenant, string book, CancellationToken cancel) => database.Read(
        session => ConfigurationRows.Find(session, tenant, book) is ({ } organisation, > 0 and var version)
            ? Last(session, tenant, organisation, version) : Configuration.Default,
        cancel);

    public Task<Configuration> Change(
        string tenant, string organisation, Func<Configuration, Configuration?> change, AuditEntry? audit, CancellationToken cancel) => database.Write(
        session =>
        {
            var held = Whole(session, tenant, organisation);
            if (change(held) is not { } changed) return held;
            changed = changed with { Version = held.Version + 1 };
            ConfigurationRows.Write(session, tenant, organisation, changed);
            foreach (var gone in held.Fields.Where(field => changed.Fields.All(kept => kept.Key != field.Key)))
                CustomFieldRows.Remove(session, tenant, organisation, gone.Key);
            foreach (var field in changed.Fields) CustomFieldRows.Put(session, tenant, organisation, field);
            if (audit is not null) AuditRows.Add(session, audit);
            return changed;
        },
        cancel);

    public Task<ImmutableArray<string>> Books(string tenant, string organisation, CancellationToken cancel) =>
        database.Read(session => ConfigurationRows.Books(session, tenant, organisation), cancel);

    public Task<ImmutableArray<(string Tenant, string Organisation)>> Replacing(CancellationToken cancel) =>
        database.Read(ConfigurationRows.Replacing, cancel);

    Configuration Last(Session session, string tenant, string organisation, long version) =>
        _last.TryGetValue((tenant, organisation), out var last) && last.Version == version
            ? last : _last[(tenant, organisation)] = ConfigurationRows.Read(session, tenant, organisation);

    static Configuration Whole(Session session, string tenant, string organisation) =>
        ConfigurationRows.Read(session, tenant, organisation) with { Fields = CustomFieldRows.Of(session, tenant, organisation) };
}
