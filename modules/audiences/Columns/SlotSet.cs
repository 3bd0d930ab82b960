using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Audiences.Packing;
using Contracts;

namespace Audiences.Columns;

/// <summary>Slots of one partition, a bit each: 1,024 words.</summary>
internal sealed class SlotSet
{
    public const int WordCount = GrainKeys.PartitionSize / 64;

    public const int Bytes = WordCount * sizeof(ulong);

    private readonly ulong[] _words;

    public SlotSet() => _words = new ulong[WordCount];

    private SlotSet(ulong[] words) => _words = words;

    public Span<ulong> Words => _words;

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    public bool Contains(int slot) => ((_words[slot >> 6] >> slot) & 1) != 0;

    public void Add(int slot) => _words[slot >> 6] |= 1UL << slot;

    public void Remove(int slot) => _words[slot >> 6] &= ~(1UL << slot);

    public void Clear() => Array.Clear(_words);

    public void CopyFrom(SlotSet other) => other._words.CopyTo(_words, 0);

    public SlotSet Copy() => new([.. _words]);

    /// <summary>Keeps those that the other has too.</summary>
    public void And(SlotSet other) => Join<Intersection>(other);

    public void Or(SlotSet other) => Join<Union>(other);

    /// <summary>Takes those away that the other has.</summary>
    public void Without(SlotSet other) => Join<Difference>(other);

    /// <summary>How many both have.</summary>
    public int CountWith(SlotSet other)
    {
        var count = 0;
        for (var i = 0; i < WordCount; i++)
            count += BitOperations.PopCount(_words[i] & other._words[i]);
        return count;
    }

    /// <summary>Of some slots in a row, which begin and end with a word.</summary>
    public void Pack(PackedWriter writer, int first, int end) => writer.Bytes(MemoryMarshal.AsBytes(_words.AsSpan((first >> 6)..(end >> 6))));

    /// <summary>Slots none of which is there yet.</summary>
    public void Append(ref PackedReader reader, int first) => MemoryMarshal.Cast<byte, ulong>(reader.Bytes().Span).CopyTo(_words.AsSpan(first >> 6));

    public Enumerator GetEnumerator() => new(_words);

    public int[] ToArray()
    {
        var slots = new int[Count];
        var next = 0;
        foreach (var slot in this)
            slots[next++] = slot;
        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Join<TWay>(SlotSet other) where TWay : struct, IWay
    {
        var own = MemoryMarshal.Cast<ulong, Vector512<ulong>>(_words.AsSpan());
        var others = MemoryMarshal.Cast<ulong, Vector512<ulong>>(other._words.AsSpan());
        for (var i = 0; i < own.Length; i++)
            own[i] = TWay.Of(own[i], others[i]);
    }

    private interface IWay
    {
        static abstract Vector512<ulong> Of(Vector512<ulong> own, Vector512<ulong> other);
    }

    private readonly struct Intersection : IWay
    {
        public static Vector512<ulong> Of(Vector512<ulong> own, Vector512<ulong> other) => own & other;
    }

    private readonly struct Union : IWay
    {
        public static Vector512<ulong> Of(Vector512<ulong> own, Vector512<ulong> other) => own | other;
    }

    private readonly struct Difference : IWay
    {
        public static Vector512<ulong> Of(Vector512<ulong> own, Vector512<ulong> other) => Vector512.AndNot(own, other);
    }

    /// <summary>Ascending. What is removed while it goes on may still come.</summary>
    public ref struct Enumerator(ReadOnlySpan<ulong> words)
    {
        private readonly ReadOnlySpan<ulong> _words = words;
        private ulong _left;
        private int _next;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (_next == _words.Length)
                    return false;
                _left = _words[_next++];
            }
            Current = ((_next - 1) << 6) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
