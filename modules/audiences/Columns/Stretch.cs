namespace Audiences.Columns;

/// <summary>Old entries that stay together, and whether a new one follows them.</summary>
internal readonly record struct Stretch(int From, int Count, bool IsFollowed)
{
    /// <param name="old">May end early, as <paramref name="added"/>: what is missing is zero.</param>
    public static void Splice<T>(ReadOnlySpan<Stretch> stretches, ReadOnlySpan<T> old, ReadOnlySpan<T> added, Span<T> into)
    {
        var (place, next) = (0, 0);
        foreach (var stretch in stretches)
        {
            if (stretch.From < old.Length)
                old.Slice(stretch.From, Math.Min(stretch.Count, old.Length - stretch.From)).CopyTo(into[place..]);
            place += stretch.Count;
            if (!stretch.IsFollowed)
                continue;
            if (next < added.Length)
                into[place] = added[next];
            next++;
            place++;
        }
    }
}
