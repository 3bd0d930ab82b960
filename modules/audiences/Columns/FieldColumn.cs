using Audiences.Packing;
using Audiences.Rules;
using Contracts;

namespace Audiences.Columns;

/// <summary>What each contact has in one field, as a code into the column's <see cref="Contents"/>.</summary>
/// <param name="reader">Of the forms that it is given.</param>
internal sealed class FieldColumn(FormReader reader)
{
    // Contents that nobody has any more are let go of when they are the most.
    private const int LeastGarbage = 1_024, LeastGarbageBytes = 4 << 20, LookEvery = 64;

    // A chunk is made with its first content, so that what few contacts have costs little.
    private const int ChunkBits = 10, ChunkSize = 1 << ChunkBits, ChunkWords = ChunkSize / 64;

    private static readonly Codes Nothing = new(ChunkSize, 0);

    private readonly Codes[] _chunks = [.. Enumerable.Repeat(Nothing, GrainKeys.PartitionSize / ChunkSize)];
    private int _given, _held;
    private long _keptBytes;

    public int this[int slot] => _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)];

    public Contents Contents { get; } = new(reader);

    public long CodeBytes => _chunks.Where(chunk => chunk != Nothing).Sum(chunk => chunk.Bytes);

    /// <summary>Nobody has anything.</summary>
    public bool IsEmpty => _held == 0;

    public void Set(int slot, ReadOnlySpan<byte> form) => Put(slot, Contents.CodeOf(form));

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
        for (var i = 0; i < _chunks.Length; i++)
            NarrowToPresent(WordsOf(among, i), _chunks[i]);
    }

    public bool HasAny(SlotSet among)
    {
        Span<ulong> present = stackalloc ulong[ChunkWords];
        for (var i = 0; i < _chunks.Length; i++)
        {
            WordsOf(among, i).CopyTo(present);
            NarrowToPresent(present, _chunks[i]);
            if (present.ContainsAnyExcept(0UL))
                return true;
        }
        return false;
    }

    /// <summary>Somebody of some slots in a row has anything.</summary>
    public bool HasAny(int first, int end)
    {
        for (var slot = first; slot < end; slot++)
            if (this[slot] != 0)
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
        using var answers = new ContentAnswers(Contents, path, test, now);
        for (var i = 0; i < _chunks.Length; i++)
            answers.Narrow(_chunks[i], WordsOf(among, i));
    }

    /// <summary>What the contacts of some slots in a row have.</summary>
    public void Pack(PackedWriter writer, int first, int end)
    {
        Span<int> codes = stackalloc int[end - first];
        for (var slot = first; slot < end; slot++)
            codes[slot - first] = this[slot];
        PackedCodes.Write(writer, Contents, codes);
    }

    /// <summary>Slots of which nothing is there yet.</summary>
    public void Append(ref PackedReader reader, int first)
    {
        var packed = new PackedCodes(ref reader, Contents);
        Span<int> codes = stackalloc int[packed.Count];
        packed.CopyTo(codes);
        for (var i = 0; i < codes.Length; i++)
            if (codes[i] != 0)
                Place(first + i, codes[i]);
    }

    private static void NarrowToPresent(Span<ulong> words, Codes codes)
    {
        if (codes == Nothing)
            words.Clear();
        else
            codes.NarrowToPresent(words);
    }

    private static Span<ulong> WordsOf(SlotSet among, int chunk) => among.Words.Slice(chunk * ChunkWords, ChunkWords);

    private void Put(int slot, int code)
    {
        Place(slot, code);
        // Looked at now and then: most changes give a content that is known.
        if (++_given % LookEvery == 0 && (Contents.Count > LeastGarbage + (_held * 2) || Contents.Size > LeastGarbageBytes + (_keptBytes * 2)))
            LetGo();
    }

    private void Place(int slot, int code)
    {
        ref var chunk = ref _chunks[slot >> ChunkBits];
        if (chunk == Nothing)
            chunk = new Codes(ChunkSize, code);
        chunk = chunk.For(code);
        _held += (code != 0 ? 1 : 0) - (chunk[slot & (ChunkSize - 1)] != 0 ? 1 : 0);
        chunk[slot & (ChunkSize - 1)] = code;
    }

    private void LetGo()
    {
        var (places, used) = (new int[Contents.Count], new List<int>());
        foreach (ref var chunk in _chunks.AsSpan())
        {
            if (chunk == Nothing)
                continue;
            var before = chunk;
            for (var i = 0; i < before.Count; i++)
                if (before[i] is > 0 and var code && places[code] == 0)
                {
                    used.Add(code);
                    places[code] = used.Count;
                }
            // Of those seen so far none has a higher one.
            chunk = new Codes(ChunkSize, used.Count);
            for (var i = 0; i < before.Count; i++)
                chunk[i] = places[before[i]];
        }
        Contents.KeepOnly(used);
        _keptBytes = Contents.Size;
    }
}
