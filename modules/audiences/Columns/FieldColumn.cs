using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Audiences.Rules;
using Contracts;

namespace Audiences.Columns;

/// <summary>What each contact has in one field, as a code into the column's <see cref="Contents"/>.</summary>
internal sealed class FieldColumn
{
    // So few different contents are asked beforehand, and few that pass are compared with many slots at once.
    private const int Few = 256, FewPassing = 4;

    // Contents that nobody has any more are let go of when they are the most.
    private const int LeastGarbage = 1_024, LeastGarbageBytes = 4 << 20, LookEvery = 64;

    // A chunk is made with its first content, so that what few contacts have costs little.
    private const int ChunkBits = 10, ChunkSize = 1 << ChunkBits;

    private static readonly int[] Nothing = new int[ChunkSize];

    private readonly int[][] _chunks = [.. Enumerable.Repeat(Nothing, GrainKeys.PartitionSize / ChunkSize)];
    private int _given, _held;
    private long _keptBytes;

    public int this[int slot] => _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)];

    public Contents Contents { get; } = new();

    /// <summary>Nobody has anything.</summary>
    public bool IsEmpty => _held == 0;

    public void Set<TFrom>(int slot, ReadOnlySpan<byte> form, TFrom from, Func<TFrom, Value[]> read) =>
        Put(slot, Contents.CodeOf(form, from, read));

    public void Clear(int slot)
    {
        if (this[slot] != 0)
            Put(slot, 0);
    }

    /// <summary>The contact has nothing any more, and nothing of it stays.</summary>
    public void Forget(int slot)
    {
        var code = this[slot];
        if (code == 0)
            return;
        _held--;
        _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)] = 0;
        if (!_chunks.Any(chunk => chunk.Contains(code)))
            Contents.Forget(code);
    }

    /// <summary>Leaves those that have anything.</summary>
    public void NarrowToPresent(SlotSet among)
    {
        var words = among.Words;
        for (var i = 0; i < words.Length; i++)
            if (words[i] != 0)
                words[i] &= ~Matching(i, 0);
    }

    public bool HasAny(SlotSet among)
    {
        for (var i = 0; i < SlotSet.WordCount; i++)
            if (_chunks[i >> (ChunkBits - 6)] != Nothing && (among.Words[i] & ~Matching(i, 0)) != 0)
                return true;
        return false;
    }

    /// <summary>What they have, each different content with how many have it, the commonest first.</summary>
    public IEnumerable<(Value[] Values, int Contacts)> CountedOf(SlotSet among)
    {
        var counts = new int[Contents.Count];
        foreach (var slot in among)
            counts[this[slot]]++;
        return Enumerable.Range(1, counts.Length - 1).Where(code => counts[code] > 0).OrderByDescending(code => counts[code])
            .Select(code => (Contents[code], counts[code]));
    }

    /// <summary>Shows what they have, each different content once, until that is enough.</summary>
    public void Show(SlotSet among, Func<Value[], bool> isEnough)
    {
        var shown = new bool[Contents.Count];
        shown[0] = true;
        foreach (var slot in among)
        {
            ref var isShown = ref shown[this[slot]];
            if (!isShown && isEnough(Contents[this[slot]]))
                return;
            isShown = true;
        }
    }

    /// <summary>Leaves those whose content meets the test now.</summary>
    public void Narrow(SlotSet among, FactPath? path, ValueTest test, long now)
    {
        if (Contents.Count <= Few)
            NarrowByFew(among, path, test, now);
        else
            NarrowByMany(among, path, test, now);
    }

    private void NarrowByFew(SlotSet among, FactPath? path, ValueTest test, long now)
    {
        Span<int> codes = stackalloc int[FewPassing];
        var count = 0;
        for (var code = 0; code < Contents.Count; code++)
            if (test.HoldsNow(new ValuesBelow(path, Contents[code]), now))
            {
                if (count == FewPassing)
                {
                    NarrowByMany(among, path, test, now);
                    return;
                }
                codes[count++] = code;
            }
        var words = among.Words;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
                continue;
            var matching = 0UL;
            foreach (var code in codes[..count])
                matching |= Matching(i, code);
            words[i] &= matching;
        }
    }

    private void NarrowByMany(SlotSet among, FactPath? path, ValueTest test, long now)
    {
        using var answers = new ContentAnswers(Contents, path, test, now);
        var words = among.Words;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
                continue;
            var own = CodesOf(i);
            var (left, kept) = (words[i], 0UL);
            for (; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                kept |= (ulong)answers[own[bit]] << bit;
            }
            words[i] = kept;
        }
    }

    /// <summary>Of 64 slots those that have the code.</summary>
    private ulong Matching(int word, int code)
    {
        var codes = MemoryMarshal.Cast<int, Vector512<int>>(CodesOf(word));
        var sought = Vector512.Create(code);
        return Vector512.Equals(codes[0], sought).ExtractMostSignificantBits()
            | (Vector512.Equals(codes[1], sought).ExtractMostSignificantBits() << 16)
            | (Vector512.Equals(codes[2], sought).ExtractMostSignificantBits() << 32)
            | (Vector512.Equals(codes[3], sought).ExtractMostSignificantBits() << 48);
    }

    private ReadOnlySpan<int> CodesOf(int word) => _chunks[word >> (ChunkBits - 6)].AsSpan((word << 6) & (ChunkSize - 1), 64);

    private void Put(int slot, int code)
    {
        ref var chunk = ref _chunks[slot >> ChunkBits];
        if (chunk == Nothing)
            chunk = new int[ChunkSize];
        ref var held = ref chunk[slot & (ChunkSize - 1)];
        _held += (code != 0 ? 1 : 0) - (held != 0 ? 1 : 0);
        held = code;
        // Looked at now and then: most changes give a content that is known.
        if (++_given % LookEvery == 0 && (Contents.Count > LeastGarbage + (_held * 2) || Contents.Size > LeastGarbageBytes + (_keptBytes * 2)))
            LetGo();
    }

    private void LetGo()
    {
        var used = _chunks.SelectMany(chunk => chunk).Where(code => code != 0).Distinct().ToArray();
        var places = new int[Contents.Count];
        for (var i = 0; i < used.Length; i++)
            places[used[i]] = i + 1;
        foreach (var chunk in _chunks.Where(chunk => chunk != Nothing))
            for (var i = 0; i < chunk.Length; i++)
                chunk[i] = places[chunk[i]];
        Contents.KeepOnly(used);
        _keptBytes = Contents.Size;
    }
}
