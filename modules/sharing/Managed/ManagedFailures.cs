using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sharing;

/// <summary>For whom a managed audience could not be brought about: the others do not wait for them.</summary>
internal sealed class ManagedFailures
{
    /// <summary>In place of a tenant: none could be looked at.</summary>
    public const string All = "*";

    private readonly ConcurrentDictionary<(string Set, string Name), bool> ofSets = [];
    private readonly ConcurrentDictionary<string, bool> tenants = [];

    public bool Any => !ofSets.IsEmpty || !tenants.IsEmpty;

    /// <param name="name">A user, or what a user has.</param>
    public bool Has(string set, string name) => ofSets.ContainsKey((set, name));

    public bool Concerns(string tenant, string set) =>
        tenants.ContainsKey(tenant) || tenants.ContainsKey(All) || ofSets.Keys.Any(one => one.Set == set);

    public void Add(string set, ImmutableArray<string> names)
    {
        foreach (var name in names) ofSets[(set, name)] = true;
    }

    public void Add(string tenant) => tenants[tenant] = true;
}
