using System.Runtime.CompilerServices;
using Audiences.Packing;

namespace Audiences.Columns;

/// <summary>Forms of contents one behind the other, numbered from 1; form 0 is empty, as is one that was wiped.</summary>
internal sealed class Forms
{
    // Longer arrays the runtime keeps apart and seldom lets go of.
    private const int ChunkBits = 16, ChunkSize = 1 << ChunkBits, LeastChunk = 64;

    private readonly List<byte[]> _chunks = [new byte[LeastChunk]];

    // The chunk of each form and, in the lower half, where in it: none lies in two, and a long one has a chunk to itself.
    private readonly List<uint> _starts = [];
    private int _used;

    public Forms() => Add([]);

    /// <summary>One more than the highest number.</summary>
    public int Count => _starts.Count;

    /// <summary>Of all that were added.</summary>
    public long Size { get; private set; }

    public long Bytes => _chunks.Sum(chunk => (long)chunk.Length) + ((long)_starts.Capacity * sizeof(uint));

    public ReadOnlySpan<byte> this[int code]
    {
        get
        {
            var from = From(code);
            var head = Lengths.Read(from, out var length);
            return from.Slice(head, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(ReadOnlySpan<byte> form)
    {
        var length = Lengths.HeadOf(form.Length) + form.Length;
        var room = Room(length);
        // Few columns grow for long: what a list doubles into would mostly stay empty.
        if (_starts.Count == _starts.Capacity)
            _starts.Capacity = Grown(_starts.Count);
        _starts.Add(checked(((uint)(_chunks.Count - 1) * ChunkSize) + (uint)(_used - length)));
        form.CopyTo(Lengths.Write(room, form.Length));
        Size += form.Length;
        return Count - 1;
    }

    /// <summary>Nothing of it stays in memory; it is empty from then on.</summary>
    public void Wipe(int code)
    {
        var from = From(code);
        var head = Lengths.Read(from, out var length);
        from[..(head + length)].Clear();
    }

    public void WipeAll() => _chunks.ForEach(Array.Clear);

    private static int Grown(int size) => size + Math.Max(size / 8, 4);

    private Span<byte> From(int code)
    {
        var start = _starts[code];
        return _chunks[(int)(start >> ChunkBits)].AsSpan((int)(start & (ChunkSize - 1)));
    }

    private Span<byte> Room(int length)
    {
        if (_used + (long)length > ChunkSize)
        {
            _chunks.Add(new byte[Math.Max(length, LeastChunk)]);
            _used = 0;
        }
        var chunk = _chunks[^1];
        if (_used + length > chunk.Length)
        {
            _chunks[^1] = new byte[Math.Min(ChunkSize, Math.Max(_used + length, Grown(chunk.Length)))];
            chunk.CopyTo(_chunks[^1], 0);
            // What is wiped later must not stay here.
            Array.Clear(chunk);
        }
        _used += length;
        return _chunks[^1].AsSpan(_used - length, length);
    }
}
