namespace Audiences.Rules;

/// <summary>A session is a run of active events with less than half an hour between one and the next; it is dated at its first.</summary>
internal static class Sessions
{
    public const long SilenceMs = 30 * 60 * 1000;

    /// <summary>When each session began, ascending, from the given instant on.</summary>
    public static ReadOnlySpan<long> Starts(ReadOnlySpan<long> active, long from)
    {
        var starts = new List<long>();
        for (var i = 0; i < active.Length; i++)
        {
            if (Begins(active, i, from))
            {
                starts.Add(active[i]);
            }
        }
        return starts.ToArray();
    }

    /// <summary>How many of them there are.</summary>
    public static int CountStarts(ReadOnlySpan<long> active, long from)
    {
        var count = 0;
        for (var i = 0; i < active.Length; i++)
        {
            count += Begins(active, i, from) ? 1 : 0;
        }
        return count;
    }

    private static bool Begins(ReadOnlySpan<long> active, int i, long from) =>
        active[i] >= from && (i == 0 || active[i] - active[i - 1] >= SilenceMs);
}
