using Audiences.Columns;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>One build of an audience inside one partition: its compiled rule and who of the partition is in.</summary>
internal sealed class Shard(AudienceInPartition audience, int build, int version, CompiledRule? rule)
{
    public AudienceInPartition Audience => audience;
    public int Build => build;
    public int Version => version;

    /// <summary>Null only while the log is read back, for a build that nobody wants any more.</summary>
    public CompiledRule? Rule => rule;
    public Slots Members { get; } = new();

    /// <summary>Its number in the <see cref="TrackTable"/>, which gives it; negative: nobody has a track in it.</summary>
    public int Number { get; set; } = -1;

    /// <summary>When the set was judged; known while the log is read back.</summary>
    public Instant BuiltAt { get; set; }

    public bool IsServing => ReferenceEquals(audience.Serving, this);
    public bool Announces => IsServing && audience.Announcing;
}

/// <summary>An audience inside one partition. While a build is judged, the old one serves.</summary>
internal sealed class AudienceInPartition(string id, string book)
{
    public string Id => id;
    public string Book => book;
    public long Revision { get; set; }
    public Shard? Serving { get; set; }
    public Shard? Building { get; set; }
    public bool Announcing { get; set; }

    /// <summary>What was last announced, while nothing is (draft or paused); an announcing audience has announced its members.</summary>
    public Slots Announced { get; set; } = new();

    public IEnumerable<Shard> Shards()
    {
        if (Serving is not null)
            yield return Serving;
        if (Building is not null)
            yield return Building;
    }
}
