using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sharing;

/// <summary>For whom a managed audience could not be brought about: the others do not wait for them.</summary>
internal sealed class ManagedFailures
{
    private readonly ConcurrentDictionary<(string Set, string Name), bool> all = [];

    public bool Has(string set, string name) => all.ContainsKey((set, name));

    public int Of(string set) => all.Keys.Count(one => one.Set == set);

    public bool Any => !all.IsEmpty;

    public void Add(string set, ImmutableArray<string> names)
    {
        foreach (var name in names) all[(set, name)] = true;
    }
}
