using System.Numerics;

namespace Audiences.Partitions;

/// <summary>Where the tracks of a contact lie in a <see cref="TrackTable"/>; the default is that of one who has none.</summary>
/// <param name="Block">Among those of its size.</param>
internal readonly record struct TrackPlace(int Block, int Count);

/// <summary>
/// The tracks of all contacts of a partition. They lie in a few large arrays without a reference in them: an activation brings a track to each of very many
/// contacts at once, and as objects they would make the collector hold the process up while it moves them.
/// </summary>
internal sealed class TrackTable
{
    private const int NoNumber = -1;

    // By the power of two that its blocks have room for.
    private readonly List<TrackBlocks> _sizes = [];

    // A shard has a number while somebody has a track in it.
    private readonly List<Shard?> _shards = [];
    private readonly List<int> _held = [];
    private readonly Stack<int> _free = new();

    public long Bytes => _sizes.Sum(blocks => blocks.Bytes);

    /// <summary>By the numbers of their shards. Right until a track is set or removed.</summary>
    public ReadOnlySpan<HeldTrack> Of(TrackPlace place) => place.Count == 0 ? [] : Open(place);

    /// <summary>Which of the tracks is that of the shard; negative: none.</summary>
    public int Find(TrackPlace place, Shard shard) => shard.Number == NoNumber ? -1 : Find(Of(place), shard.Number);

    public Shard ShardOf(int number) => _shards[number]!;

    /// <summary>In place of the one that is there.</summary>
    public void Set(ref TrackPlace place, Shard shard, Track track)
    {
        if (track.IsNothing)
        {
            Remove(ref place, shard);
            return;
        }
        if (shard.Number == NoNumber)
            TakeNumber(shard);
        var held = new HeldTrack(shard.Number, track);
        if (Find(place, shard) is >= 0 and var found)
            Open(place)[found] = held;
        else
            Insert(ref place, held);
    }

    public void Remove(ref TrackPlace place, Shard shard)
    {
        if (Find(place, shard) is >= 0 and var found)
            RemoveAt(ref place, found);
    }

    public void Clear(ref TrackPlace place)
    {
        while (place.Count > 0)
            RemoveAt(ref place, place.Count - 1);
    }

    private void Insert(ref TrackPlace place, HeldTrack held)
    {
        var at = ~Find(Of(place), held.Shard);
        _held[held.Shard]++;
        var grown = Resized(place, place.Count + 1);
        var from = Of(place);
        var to = Open(grown);
        from[at..].CopyTo(to[(at + 1)..]);
        if (SizeOf(grown) != SizeOf(place))
            from[..at].CopyTo(to);
        to[at] = held;
        Leave(ref place, grown);
    }

    private void RemoveAt(ref TrackPlace place, int at)
    {
        var number = Of(place)[at].Shard;
        var shrunk = Resized(place, place.Count - 1);
        var from = Open(place);
        if (shrunk.Count > 0)
        {
            var to = Open(shrunk);
            from[(at + 1)..].CopyTo(to[at..]);
            if (SizeOf(shrunk) != SizeOf(place))
                from[..at].CopyTo(to);
        }
        Leave(ref place, shrunk);
        if (--_held[number] > 0)
            return;
        _shards[number]!.Number = NoNumber;
        _shards[number] = null;
        _free.Push(number);
    }

    /// <summary>The same block where so many fill it still; otherwise another, in which nothing stands yet.</summary>
    private TrackPlace Resized(TrackPlace place, int count) =>
        count == 0 ? default
        : place.Count > 0 && SizeOf(place) == SizeOf(count) ? place with { Count = count }
        : new(Blocks(SizeOf(count)).Take(), count);

    private void Leave(ref TrackPlace place, TrackPlace resized)
    {
        var left = place;
        place = resized;
        if (left.Count > 0 && (resized.Count == 0 || SizeOf(left) != SizeOf(resized)))
            Blocks(SizeOf(left)).Give(left.Block);
    }

    private TrackBlocks Blocks(int size)
    {
        while (_sizes.Count <= size)
            _sizes.Add(new(1 << _sizes.Count));
        return _sizes[size];
    }

    private Span<HeldTrack> Open(TrackPlace place) => _sizes[SizeOf(place)].At(place.Block)[..place.Count];

    private void TakeNumber(Shard shard)
    {
        if (!_free.TryPop(out var number))
        {
            number = _shards.Count;
            _shards.Add(null);
            _held.Add(0);
        }
        (_shards[number], shard.Number) = (shard, number);
    }

    /// <summary>Where it stands; the complement of where it would.</summary>
    private static int Find(ReadOnlySpan<HeldTrack> tracks, int shard)
    {
        var (low, high) = (0, tracks.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var number = tracks[middle].Shard;
            if (number == shard)
                return middle;
            if (number < shard)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    private static int SizeOf(TrackPlace place) => SizeOf(place.Count);

    private static int SizeOf(int count) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count)));
}
