using System.Buffers;
using System.Numerics;
using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Which events of a name count: those dated in a stretch that pass all clauses.</summary>
internal readonly ref struct EventTally
{
    // A bit for each event, and how many are set before.
    private readonly (ulong Bits, int Before)[] _words;

    /// <param name="pages">Of which page they are to be views; null for any.</param>
    public EventTally(EventPostings postings, Interval counted, ReadOnlySpan<ClauseScan> clauses = default, PageScan? pages = null)
    {
        var times = postings.Times;
        var bits = ArrayPool<ulong>.Shared.Rent((times.Length >> 6) + 1);
        var words = bits.AsSpan(0, (times.Length >> 6) + 1);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = MomentColumn.Within(times.Slice(i << 6, Math.Min(64, times.Length - (i << 6))), counted);
        }
        foreach (var clause in clauses)
        {
            clause.Narrow(words);
        }
        pages?.Narrow(words);
        _words = ArrayPool<(ulong, int)>.Shared.Rent(words.Length);
        for (int i = 0, before = 0; i < words.Length; before += BitOperations.PopCount(words[i++]))
        {
            _words[i] = (words[i], before);
        }
        ArrayPool<ulong>.Shared.Return(bits);
    }

    /// <summary>How many of the events before that one count.</summary>
    public int Before(int place)
    {
        ref readonly var word = ref _words[place >> 6];
        return word.Before + BitOperations.PopCount(word.Bits & ((1UL << place) - 1));
    }

    public void Dispose() => ArrayPool<(ulong, int)>.Shared.Return(_words);
}
