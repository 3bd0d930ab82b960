using Audiences.Rules;

namespace Audiences.Partitions;

/// <summary>The shards that count events of one name: any of them, or only those that have one of some values.</summary>
internal sealed class NamedEventShards
{
    private readonly Dictionary<string, SeekingShards> _byProperty = new(StringComparer.Ordinal);

    public HashSet<Shard> Any { get; } = [];

    public void FindSeeking(EventFact happened, HashSet<Shard> found)
    {
        foreach (var seeking in _byProperty.Values)
            seeking.Find(happened.Properties, found);
    }

    /// <param name="sought">One is enough to pass by what cannot match: the one that the fewest others seek so far.</param>
    public void Add(Shard shard, Seq<SoughtValues> sought)
    {
        if (sought.Count == 0)
            Any.Add(shard);
        else if (sought.MinBy(Crowd) is { } rarest)
            Of(rarest.Property).Add(shard, rarest.Values);
    }

    public void Remove(Shard shard, Seq<SoughtValues> sought)
    {
        Any.Remove(shard);
        foreach (var (property, values) in sought)
            if (_byProperty.TryGetValue(property, out var seeking) && seeking.RemoveLeavesNone(shard, values))
                _byProperty.Remove(property);
    }

    private int Crowd(SoughtValues sought) =>
        _byProperty.TryGetValue(sought.Property, out var seeking) ? seeking.Crowd(sought.Values) : 0;

    private SeekingShards Of(string property) =>
        _byProperty.TryGetValue(property, out var known) ? known : _byProperty[property] = new SeekingShards(property);
}
