using System.Text.Json;
using Audiences.Rules;

namespace Audiences.Partitions;

/// <summary>The shards that seek certain values of one property, by these values.</summary>
internal sealed class SeekingShards(string property)
{
    private readonly FactPath _path = new(property);
    private readonly Dictionary<Literal, HashSet<Shard>> _byValue = [];

    public void Find(JsonElement properties, HashSet<Shard> found) => _path.Visit(properties, 0, new Finder(_byValue, found));

    /// <summary>How many seek one of those values.</summary>
    public int Crowd(Seq<Literal> values) => values.Sum(value => _byValue.TryGetValue(value, out var shards) ? shards.Count : 0);

    public void Add(Shard shard, Seq<Literal> values)
    {
        foreach (var value in values)
            (_byValue.TryGetValue(value, out var shards) ? shards : _byValue[value] = []).Add(shard);
    }

    public bool RemoveLeavesNone(Shard shard, Seq<Literal> values)
    {
        foreach (var value in values)
            if (_byValue.TryGetValue(value, out var shards) && shards.Remove(shard) && shards.Count == 0)
                _byValue.Remove(value);
        return _byValue.Count == 0;
    }

    private sealed class Finder(Dictionary<Literal, HashSet<Shard>> byValue, HashSet<Shard> found) : IVisitor
    {
        public bool Visit(in Value value)
        {
            foreach (var reading in ValueTests.Readings(value))
                if (byValue.TryGetValue(reading, out var shards))
                    found.UnionWith(shards);
            return false;
        }
    }
}
