using System.Numerics;
using Audiences.Columns;

namespace Audiences.Partitions;

/// <summary>How many slots are in exactly those of several sets.</summary>
internal static class SetOverlap
{
    /// <returns>By choice of sets: bit i of an index stands for the i-th. At 0 are those in none.</returns>
    public static int[] Count(IReadOnlyList<SlotSet> sets)
    {
        var counts = new int[1 << sets.Count];
        for (var word = 0; word < SlotSet.WordCount; word++)
            for (var chosen = 0; chosen < counts.Length; chosen++)
                counts[chosen] += BitOperations.PopCount(In(sets, word, chosen));
        return counts;
    }

    private static ulong In(IReadOnlyList<SlotSet> sets, int word, int chosen)
    {
        var found = ulong.MaxValue;
        for (var set = 0; set < sets.Count; set++)
            found &= (chosen >> set & 1) != 0 ? sets[set].Words[word] : ~sets[set].Words[word];
        return found;
    }
}
