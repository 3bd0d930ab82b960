using System.Runtime.CompilerServices;

namespace Audiences.Partitions;

/// <summary>Blocks with room for so many tracks each, taken and given back.</summary>
/// <param name="room">Of a block; a power of two.</param>
internal sealed class TrackBlocks(int room)
{
    // Tracks of an array: so long that the collector never moves it. The first is short until a partition has so many.
    private const int Most = 4_096, Least = 16;

    private readonly List<HeldTrack[]> _arrays = [];
    private readonly Stack<int> _given = new();
    private int _made;

    public long Bytes => _arrays.Sum(array => (long)array.Length * Unsafe.SizeOf<HeldTrack>()) + ((long)_given.Capacity * sizeof(int));

    private int InArray => Math.Max(1, Most / room);

    public Span<HeldTrack> At(int block) => _arrays[block / InArray].AsSpan(block % InArray * room, room);

    public int Take()
    {
        if (_given.TryPop(out var given))
            return given;
        var (array, end) = (_made / InArray, ((_made % InArray) + 1) * room);
        if (array == _arrays.Count)
            _arrays.Add(new HeldTrack[array > 0 ? InArray * room : Math.Max(Least, room)]);
        else if (_arrays[array] is var held && held.Length < end)
            _arrays[array] = Longer(held);
        return _made++;
    }

    /// <summary>What stood in it is gone.</summary>
    public void Give(int block)
    {
        _given.Push(block);
        if (_given.Count < _made)
            return;
        _arrays.Clear();
        _given.Clear();
        _given.TrimExcess();
        _made = 0;
    }

    private static HeldTrack[] Longer(HeldTrack[] array)
    {
        Array.Resize(ref array, array.Length * 2);
        return array;
    }
}
