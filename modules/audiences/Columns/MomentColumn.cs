using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Audiences.Packing;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>An instant for each contact, or none.</summary>
internal sealed class MomentColumn
{
    // No stretch of time holds it: each ends before it.
    private const long None = long.MaxValue;

    private long[] _times = [];

    public long Bytes => (long)_times.Length * sizeof(long);

    public void Set(int slot, long? at)
    {
        if (slot >= _times.Length)
        {
            if (at is null)
                return;
            var before = _times.Length;
            Array.Resize(ref _times, Math.Min(SlotSet.WordCount * 64, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(slot + 1, 64))));
            _times.AsSpan(before).Fill(None);
        }
        _times[slot] = at ?? None;
    }

    /// <summary>The instants of some slots in a row.</summary>
    public void Pack(PackedWriter writer, int first, int end)
    {
        var known = _times.AsSpan(Math.Min(first, _times.Length)..Math.Min(end, _times.Length));
        writer.Bytes(known.ContainsAnyExcept(None) ? MemoryMarshal.AsBytes(known) : []);
    }

    /// <summary>Slots of which nothing is there yet.</summary>
    public void Append(ref PackedReader reader, int first)
    {
        foreach (var at in MemoryMarshal.Cast<byte, long>(reader.Bytes().Span))
            Set(first++, at == None ? null : at);
    }

    /// <summary>Leaves those whose instant lies in the stretch; with <paramref name="negative"/> the others, and those without one.</summary>
    public void Narrow(SlotSet among, Interval stretch, bool negative = false)
    {
        var words = among.Words;
        for (var i = 0; i < words.Length; i++)
            if (words[i] != 0)
                words[i] &= negative ? ~Within(i, stretch) : Within(i, stretch);
    }

    /// <summary>Of up to 64 instants a bit for each that lies in the stretch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Within(ReadOnlySpan<long> times, Interval stretch)
    {
        var within = 0UL;
        if (times.Length < 64)
        {
            for (var i = 0; i < times.Length; i++)
                within |= (times[i] >= stretch.From & times[i] < stretch.To ? 1UL : 0) << i;
            return within;
        }
        var vectors = MemoryMarshal.Cast<long, Vector512<long>>(times);
        var (from, to) = (Vector512.Create(stretch.From), Vector512.Create(stretch.To));
        for (var i = 0; i < vectors.Length; i++)
            within |= (Vector512.GreaterThanOrEqual(vectors[i], from) & Vector512.LessThan(vectors[i], to)).ExtractMostSignificantBits() << (i * 8);
        return within;
    }

    private ulong Within(int word, Interval stretch) =>
        word << 6 >= _times.Length ? 0 : Within(_times.AsSpan(word << 6, 64), stretch);
}
