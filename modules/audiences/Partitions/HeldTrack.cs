using Contracts;

namespace Audiences.Partitions;

/// <summary>A track as it lies in a <see cref="TrackTable"/>: 24 bytes, of which very many are kept.</summary>
internal readonly struct HeldTrack
{
    // The earliest instant is none.
    private readonly long _next;
    private readonly Instant _since;
    private readonly bool _in;

    public HeldTrack(int shard, Track track)
    {
        (Shard, _in, _since) = (shard, track.In, track.Since);
        _next = track.Next?.Ms ?? long.MinValue;
    }

    /// <summary>Its number.</summary>
    public int Shard { get; }

    public Instant? Next => _next == long.MinValue ? null : new Instant(_next);

    public Track Track => new(_in, _since, Next);
}
